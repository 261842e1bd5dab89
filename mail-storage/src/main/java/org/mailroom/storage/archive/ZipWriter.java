// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.NewMessage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A zip file with an mbox file for each folder.
final class ZipWriter implements ArchiveWriter {
    private final ZipOutputStream zip;
    private final ZoneId zone;

    ZipWriter(Path target, ZoneId zone) throws IOException {
        this.zip = new ZipOutputStream(PrivateFiles.create(target));
        this.zone = zone;
    }

    @Override
    public void folder(String name) throws IOException {
        zip.putNextEntry(new ZipEntry(String.join("/", Folders.mboxPath(name))));
    }

    @Override
    public void write(NewMessage message) throws IOException {
        new MboxWriter(zip, zone).write(message);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
