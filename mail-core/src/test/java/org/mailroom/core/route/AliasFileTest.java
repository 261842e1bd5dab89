// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.FutureTask;

class AliasFileTest {
    private static final int NOBODY = 65_534;

    @TempDir Path folder;

    @Test
    void tellsOfAHomeThatMayNotBeEntered() throws Exception {
        Path home = home("--x--x--x");
        assertThat(forward(home)).isEqualTo(Lookup.NOT_FOUND);

        permit(home, "---------");

        assertThat(forward(home))
                .isEqualTo(
                        new Lookup.Failed(
                                home + " is not looked into: the server may not enter it"));
    }

    @Test
    void tellsOfAFileThatMayNotBeRead() throws Exception {
        Path home = home("rwx--x--x");
        permit(Files.createFile(home.resolve(".forward")), "---------");

        assertThat(forward(home))
                .asString()
                .contains("cannot read " + home + "/.forward: user ", " has no permission");
    }

    @Test
    void readsNoPipe() throws Exception {
        Path home = home("rwx--x--x");
        Path pipe = pipe(home.resolve(".forward"));

        // Whoever opened it the usual way would wait for who writes into it
        assertThat(forward(home))
                .isEqualTo(new Lookup.Failed(pipe + " is not used: it is no regular file"));
        assertThat(AliasFile.listNow(pipe.toString()).text())
                .isEqualTo(new Lookup.Failed(pipe + " is not used: it is no regular file"));
    }

    @Test
    void followsNoLinkOfAUser() throws Exception {
        Path home = home("rwx--x--x");
        Path link = Files.createSymbolicLink(home.resolve(".forward"), Path.of("/etc/passwd"));

        assertThat(forward(home))
                .isEqualTo(new Lookup.Failed("cannot read " + link + ": Is a symbolic link"));
    }

    @Test
    void tellsWhoseAListIs() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), "x@far.example\n");
        String owner = Files.getOwner(list).getName();

        assertThat(AliasFile.listNow(list.toString()))
                .isEqualTo(
                        new AliasFile.Listed(
                                new Lookup.Found("x@far.example\n"),
                                owner.equals("root") ? "" : owner));
    }

    private static Path pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
        return path;
    }

    private Path home(String permissions) throws IOException {
        permit(folder, "rwx--x--x");
        return permit(Files.createDirectory(folder.resolve("ann")), permissions);
    }

    private static Path permit(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static Lookup forward(Path home) throws Exception {
        int owner = (Integer) Files.getAttribute(home, "unix:uid");
        var reading =
                new FutureTask<>(
                        () -> {
                            giveUpRoot();
                            return AliasFile.forwardNow(home.resolve(".forward"), owner);
                        });
        Thread.ofPlatform().start(reading);
        return reading.get();
    }

    /// Takes the rights of root over files from this thread alone, which it may have.
    @SuppressWarnings("restricted")
    private static void giveUpRoot() throws Exception {
        var linker = Linker.nativeLinker();
        var setfsuid =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setfsuid"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int _ = (int) setfsuid.invokeExact(NOBODY);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
