// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.Flags;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.archive.ArchiveWriter.Extent;
import org.mailroom.storage.archive.ArchiveWriter.Format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Mail that was written comes back, whatever its folders are called; and an archive made by an
/// enemy harms nobody.
class ArchiveTest {
    private static final List<String> NAMES =
            List.of(
                    "INBOX",
                    "Work",
                    "Work/2026",
                    "Work.mbox/Sub",
                    "..",
                    "../up",
                    ".hidden/.",
                    "Entwürfe",
                    "Q&A",
                    "&AC4-",
                    "nul\0",
                    "x".repeat(250));

    /// `PK`, 1, 2
    private static final int DIRECTORY_ENTRY = 0x02014b50;

    private final List<String> leftOut = new ArrayList<>();

    @TempDir private Path folder;

    private static NewMessage message(String subject, String... keywords) {
        String text = "Subject: " + subject.replace("\0", "0") + "\r\n\r\nbody\r\n";
        return new NewMessage(
                MessageContent.of(text.getBytes(StandardCharsets.UTF_8)),
                new Flags(Flags.SEEN, Set.of(keywords)),
                Instant.parse("2026-11-27T10:00:00Z"));
    }

    private ArchiveWriter create(Path target, Format format) throws IOException {
        return ArchiveWriter.create(
                target, format, Extent.ALL_FOLDERS, ZoneOffset.UTC, leftOut::add);
    }

    private Path write(Format format, List<String> names) throws IOException {
        Path target = folder.resolve("place").resolve("archive");
        Files.createDirectories(folder.resolve("place"));
        try (var writer = create(target, format)) {
            for (String name : names) {
                writer.folder(name);
                writer.write(message(name, "in" + names.indexOf(name)));
            }
        }
        return target;
    }

    /// A Maildir has 26 letters for keywords.
    @Test
    void saysOnceWhichKeywordsHaveNoRoom() throws IOException {
        Path target = folder.resolve("maildir");
        try (var writer = create(target, Format.MAILDIR)) {
            writer.folder("INBOX");
            for (int i = 0; i < 26; i++) {
                writer.write(message("m" + i, "k" + i));
            }
            writer.write(message("last", "k3", "surplus", "$Forwarded"));
            writer.write(message("again", "surplus"));
            writer.folder("Other");
            writer.write(message("other", "surplus"));
        }

        assertThat(leftOut).containsExactly("surplus");
        assertThat(read(target)).contains(": $Forwarded k3", "Other: surplus");
    }

    /// What is stopped while a zip file is unpacked, as by Ctrl-C.
    static final class Stopped {
        static void main(String[] zip) throws IOException {
            var unpacked = UnpackedZip.of(Path.of(zip[0]));
            System.out.println(unpacked.directory());
            System.exit(130);
        }
    }

    @Test
    void leavesNoUnpackedZipWhenItIsStopped() throws Exception {
        Path zip = write(Format.ZIP, NAMES);
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + scratch,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Stopped.class.getName(),
                                zip.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(said).startsWith(scratch.toString());
        assertThat(scratch).isEmptyDirectory();
    }

    /// Each message as `folder: keywords`.
    private static List<String> read(Path archive) throws IOException {
        List<String> found = new ArrayList<>();
        new ArchiveReader(archive, ZoneOffset.UTC, _ -> {})
                .read(
                        (name, message) ->
                                found.add(
                                        name
                                                + ": "
                                                + String.join(
                                                        " ",
                                                        new TreeSet<>(
                                                                message.flags().keywords()))));
        return found;
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"MBOX", "ZIP"})
    void bringsEachNameOfAFolderBack(Format format) throws IOException {
        Path archive = write(format, NAMES);

        assertThat(read(archive))
                .containsExactlyInAnyOrderElementsOf(
                        NAMES.stream().map(name -> name + ": in" + NAMES.indexOf(name)).toList());
        assertThat(folder.resolve("place").toFile().list()).containsExactly("archive");
    }

    @ParameterizedTest
    @EnumSource
    void isForItsOwnerOnly(Format format) throws IOException {
        Path archive = write(format, List.of("INBOX", "a/b"));

        try (Stream<Path> files = Files.walk(archive)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(Files.getPosixFilePermissions(file))
                                            .allMatch(right -> right.name().startsWith("OWNER")));
        }
    }

    @Test
    void keepsWritersAwayWhileItReads() throws IOException {
        Path archive = write(Format.MBOX, List.of("INBOX"));
        Path file = MboxTree.entries(archive).getFirst();
        List<Throwable> refusals = new ArrayList<>();

        try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
            new ArchiveReader(file, ZoneOffset.UTC, _ -> {})
                    .read((_, _) -> refusals.add(catchThrowable(writer::tryLock)));
        }

        assertThat(refusals).singleElement().isInstanceOf(OverlappingFileLockException.class);
    }

    @Test
    void takesAFolderCalledCurForNoMaildir() throws IOException {
        Path archive = write(Format.MBOX, List.of("INBOX", "cur/a"));

        assertThat(read(archive)).containsExactlyInAnyOrder("INBOX: in0", "cur/a: in1");
    }

    @Test
    void keepsFoldersOfAMaildirApart() throws IOException {
        Path archive = write(Format.MAILDIR, List.of("INBOX", "a.b", "a_b", "a/b", "../up"));

        assertThat(read(archive))
                .containsExactlyInAnyOrder(
                        ": in0", "a_b: in1", "a_b_: in2", "a/b: in3", "__/up: in4");
        assertThat(folder.resolve("place").toFile().list()).containsExactly("archive");
    }

    @Test
    void followsNoLinksInAMaildirAndWaitsForNoPipe() throws Exception {
        Path archive = write(Format.MAILDIR, List.of("INBOX"));
        Path secret = Files.writeString(folder.resolve("secret"), "Subject: secret\n\n");
        Files.createSymbolicLink(archive.resolve("cur/1.link:2,S"), secret);
        Files.createSymbolicLink(archive.resolve(".loop"), archive);
        int mkfifo =
                new ProcessBuilder("mkfifo", archive.resolve("new/2.pipe").toString())
                        .start()
                        .waitFor();

        assertThat(mkfifo).isZero();
        assertThat(read(archive)).containsExactly(": in0");
    }

    @Test
    void followsNoLinksAmongMboxFiles() throws IOException {
        Path archive = write(Format.MBOX, List.of("INBOX"));
        Path secret =
                Files.writeString(folder.resolve("secret"), "From x Fri Nov 27 10:00:00 2026\n");
        Files.createSymbolicLink(archive.resolve("secret.mbox"), secret);

        assertThat(read(archive)).containsExactly("INBOX: in0");
    }

    /// A zip file of which the directory at its end tells other sizes than its entries have.
    private Path zip(int entries, long toldSize) throws IOException {
        Path file = folder.resolve("told.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("bomb" + i + ".mbox"));
                zip.write(new byte[1 << 16]);
            }
        }
        var octets = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < octets.capacity() - 28; at++) {
            if (octets.getInt(at) == DIRECTORY_ENTRY) {
                octets.putInt(at + 24, (int) toldSize);
            }
        }
        Files.write(file, octets.array());
        return file;
    }

    @Test
    void writesNoMoreOfAZipFileThanItTellsOf() throws IOException {
        Path bomb = zip(1, 1000);

        assertThatThrownBy(() -> read(bomb))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(
                        "bomb0.mbox: the zip file is damaged: more than the 1,000 octets");
    }

    @Test
    void unpacksNothingThatDoesNotFitOnTheDisk() throws IOException {
        Path bomb = zip(20_000, 0xfffffffeL);

        assertThatThrownBy(() -> read(bomb))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("told.zip: unpacked, the zip file needs more than the");
    }
}
