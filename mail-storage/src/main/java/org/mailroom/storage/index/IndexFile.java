// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import org.mailroom.core.journal.Disk;
import org.mailroom.core.journal.DiskFile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A file `.index-N`: magic and version, then records of length, CRC32C (over number and offset
/// too) and octets.
final class IndexFile implements Closeable {
    static final String NAME = ".index-";

    private static final long MAGIC = 0x4d61_696c_726d_4958L;
    private static final int VERSION = 2;
    private static final int HEADER_OCTETS = 16;
    private static final int RECORD_HEADER_OCTETS = 8;

    private final DiskFile file;
    private final long number;
    private long end = HEADER_OCTETS;

    private IndexFile(DiskFile file, long number) {
        this.file = file;
        this.number = number;
    }

    static String name(long number) {
        return NAME + number;
    }

    /// The numbers of the files there are.
    static List<Long> numbers(Disk disk) throws IOException {
        return disk.names().stream()
                .filter(name -> name.matches("\\.index-[0-9]{1,18}"))
                .map(name -> Long.parseLong(name.substring(NAME.length())))
                .toList();
    }

    /// A new file with some changes, durable.
    static IndexFile create(Disk disk, long number, List<IndexChange> changes) throws IOException {
        DiskFile created = disk.create(name(number));
        var file = new IndexFile(created, number);
        try {
            created.write(header(), 0);
            for (IndexChange change : changes) {
                file.append(change);
            }
            file.sync();
            disk.sync();
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// A file that is there; `replay` tells what is in it.
    static IndexFile open(Disk disk, long number) throws IOException {
        return new IndexFile(disk.open(name(number)), number);
    }

    /// Reads as many changes as are intact; what is appended then stands behind them.
    ///
    /// @throws IOException also for an index of a newer version of this program
    void replay(IndexReplay replay) throws IOException {
        if (!isIntactHeader()) {
            return;
        }
        long size = file.size();
        Optional<byte[]> record = read(size);
        while (record.isPresent()) {
            replay.apply(IndexCodec.decode(record.get()));
            end += RECORD_HEADER_OCTETS + record.get().length;
            record = read(size);
        }
    }

    /// Whether something stands behind what is intact.
    boolean isCutOff() throws IOException {
        return file.size() > end;
    }

    /// How long the file is, as far as it counts.
    long octets() {
        return end;
    }

    /// Survives the end of this process; `sync` makes it survive that of the machine.
    void append(IndexChange change) throws IOException {
        ByteBuffer record = record(IndexCodec.encode(change));
        int length = record.remaining();
        file.write(record, end);
        end += length;
    }

    void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return name(number);
    }

    private static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS).putLong(MAGIC).putInt(VERSION);
        return header.putInt(headerChecksum(VERSION)).flip();
    }

    private static int headerChecksum(int version) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putLong(MAGIC).putInt(version).flip());
        return (int) crc.getValue();
    }

    private boolean isIntactHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_OCTETS);
        if (file.read(header, 0) < HEADER_OCTETS) {
            return false;
        }
        header.flip();
        boolean isOurs = header.getLong() == MAGIC;
        int version = header.getInt();
        boolean intact = isOurs && header.getInt() == headerChecksum(version);
        if (intact && version > VERSION) {
            throw new IOException("the index is of a newer version of Mailroom");
        }
        return intact && version == VERSION;
    }

    private ByteBuffer record(byte[] octets) {
        return ByteBuffer.allocate(RECORD_HEADER_OCTETS + octets.length)
                .putInt(octets.length)
                .putInt(checksum(octets))
                .put(octets)
                .flip();
    }

    /// Of a record at the end of what is intact.
    private int checksum(byte[] octets) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(number).putLong(end).flip());
        crc.update(octets);
        return (int) crc.getValue();
    }

    private Optional<byte[]> read(long size) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_OCTETS);
        if (file.read(header, end) < RECORD_HEADER_OCTETS) {
            return Optional.empty();
        }
        header.flip();
        int length = header.getInt();
        int checksum = header.getInt();
        if (length <= 0 || end + RECORD_HEADER_OCTETS + length > size) {
            return Optional.empty();
        }
        byte[] octets = new byte[length];
        int n = file.read(ByteBuffer.wrap(octets), end + RECORD_HEADER_OCTETS);
        return n == length && checksum(octets) == checksum ? Optional.of(octets) : Optional.empty();
    }
}
