// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.posix.OpenedFile.Links;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class OpenedFileTest {
    @TempDir Path folder;

    @Test
    void isWhatItWasWhenItWasOpened() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "first");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw--w-"));

        try (var file = OpenedFile.open(path, Links.REFUSED)) {
            Files.delete(path);
            Files.writeString(path, "second");

            assertThat(new String(file.read(100), StandardCharsets.US_ASCII)).isEqualTo("first");
            assertThat(file.facts().octets()).isEqualTo(5);
            assertThat(file.facts().othersMayWrite()).isTrue();
            assertThat(file.facts().groupMayWrite()).isTrue();
            assertThat(Posix.userName(file.facts().owner()))
                    .isEqualTo(Files.getOwner(path).getName());
        }
    }

    @Test
    void readsAsMuchAsItIsTold() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[200_000]);

        try (var file = OpenedFile.open(path, Links.FOLLOWED)) {
            assertThat(file.read(150_000)).hasSize(150_000);
            assertThat(file.read(Integer.MAX_VALUE)).hasSize(200_000);
        }
    }

    @Test
    void waitsForNobodyAtAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        try (var file = OpenedFile.open(pipe, Links.REFUSED)) {
            assertThat(file.facts().isRegular()).isFalse();
            assertThatThrownBy(() -> file.read(1)).hasMessage("it is no regular file");
        }
    }

    @Test
    void failsAsFilesOfJavaDo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThatThrownBy(() -> OpenedFile.open(folder.resolve("none"), Links.FOLLOWED))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OpenedFile.open(file.resolve("within"), Links.FOLLOWED))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> OpenedFile.open(link, Links.REFUSED))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(link + ": Is a symbolic link");
        OpenedFile.open(link, Links.FOLLOWED).close();
    }

    @Test
    void namesUsersThatHaveNoNameByNumber() throws PosixException {
        assertThat(Posix.userName(0)).isEqualTo("root");
        assertThat(Posix.userName(1_234_567_890)).isEqualTo("1234567890");
    }
}
