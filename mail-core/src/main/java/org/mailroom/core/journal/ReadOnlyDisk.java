// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/// A real folder that is only looked at: what would change something in it does nothing.
public record ReadOnlyDisk(Path folder) implements Disk {

    /// A file that is not there, and forgets what is written.
    @Override
    public DiskFile create(String name) {
        return new Nowhere();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path path = folder.resolve(name);
        var options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new Seen(new ChannelFile(path, FileChannel.open(path, options)));
    }

    @Override
    public void delete(String name) {}

    @Override
    public List<String> names() throws IOException {
        return Files.isDirectory(folder) ? FolderDisk.in(folder).names() : List.of();
    }

    @Override
    public void sync() {}

    @Override
    public long usableOctets() {
        return 0;
    }

    private record Seen(ChannelFile file) implements DiskFile {
        @Override
        public void write(ByteBuffer octets, long position) {
            octets.position(octets.limit());
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void sync() {}

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private record Nowhere() implements DiskFile {
        @Override
        public void write(ByteBuffer octets, long position) {
            octets.position(octets.limit());
        }

        @Override
        public int read(ByteBuffer target, long position) {
            return 0;
        }

        @Override
        public void sync() {}

        @Override
        public long size() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
