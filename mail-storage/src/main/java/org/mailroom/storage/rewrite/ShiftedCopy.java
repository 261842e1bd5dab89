// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.rewrite;

import org.mailroom.storage.file.FileInput;
import org.mailroom.storage.file.MailFile;
import org.mailroom.storage.index.CompactionPlan;
import org.mailroom.storage.index.Extent;
import org.mailroom.storage.mbox.OctetSink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// The copy of the end of a file that a plan with a shift needs: behind the end of the file, zeros
/// before it.
public record ShiftedCopy(MailFile file, long fileOctets, CompactionPlan plan) {
    private static final int BUFFER_OCTETS = 1 << 16;

    /// What will stand behind the end of the file.
    public Extent extent() throws IOException {
        var checksums = new PageChecksums(fileOctets);
        render(checksums);
        return checksums.extent();
    }

    public void write() throws IOException {
        var sink = new FileSink(file, fileOctets);
        render(sink);
        sink.flush();
    }

    private void render(OctetSink sink) throws IOException {
        long start = plan.moves().getFirst().source();
        byte[] buffer = new byte[BUFFER_OCTETS];
        for (long left = start + plan.shift() - fileOctets; left > 0; left -= BUFFER_OCTETS) {
            sink.put(buffer, 0, (int) Math.min(left, BUFFER_OCTETS));
        }
        try (InputStream in =
                new FileInput(file, start, fileOctets, ByteBuffer.allocateDirect(BUFFER_OCTETS))) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                sink.put(buffer, 0, n);
            }
        }
    }
}
