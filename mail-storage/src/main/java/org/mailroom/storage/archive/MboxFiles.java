// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.jspecify.annotations.Nullable;
import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;

/// An mbox file, or a directory of mbox files as mail programs have them: the mail of `A/B` in the
/// file `A/B.mbox`.
final class MboxFiles implements ArchiveWriter {
    private final Path target;
    private final Extent extent;
    private final ZoneId zone;
    private @Nullable OutputStream open;

    MboxFiles(Path target, Extent extent, ZoneId zone) {
        this.target = target;
        this.extent = extent;
        this.zone = zone;
    }

    @Override
    public void folder(String name) throws IOException {
        close();
        Path file = target;
        if (extent == Extent.ALL_FOLDERS) {
            for (String level : Folders.mboxPath(name)) {
                file = file.resolve(level);
            }
            PrivateFiles.createDirectories(file.resolveSibling("."));
        }
        open = PrivateFiles.create(file);
    }

    @Override
    public void write(NewMessage message) throws IOException {
        OutputStream out = open;
        if (out == null) {
            throw new IllegalStateException("no folder");
        }
        new MboxWriter(out, zone).write(message);
    }

    @Override
    public void close() throws IOException {
        OutputStream last = open;
        open = null;
        if (last != null) {
            last.close();
        }
    }
}
