// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class ForwardFilesTest {
    @TempDir Path folder;
    private Path home;
    private ForwardFiles files;
    private final List<String> unused = new ArrayList<>();

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("ann"));
        int uid = (Integer) Files.getAttribute(home, "unix:uid");
        var users =
                Tables.of("hash", Set.of(), _ -> {})
                        .open(
                                "inline:{{own=own:x:%d:1::%s:/bin/sh}, {eve=eve:x:%d:1::%s:/bin/sh}}"
                                        .formatted(uid, home, uid + 1, home));
        files =
                new ForwardFiles(
                        ForwardFiles.templates(
                                "$home/.forward${recipient_delimiter}${extension}, $home/.forward"),
                        users,
                        new Delimiters("+", Delimiters.ListNames.WHOLE),
                        MainCf.of("").get(RouteParameters.FORWARD_EXPANSION_FILTER));
    }

    private Lookup of(String localPart) {
        return files.of(new Address(localPart, "example.org"), unused::add);
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    // local(8): the file for the extension first
    @Test
    void readsTheFileOfTheUser() throws IOException {
        write(home.resolve(".forward"), "all", "rw-r--r--");
        write(home.resolve(".forward+x"), "x only", "rw-r--r--");

        assertThat(of("own")).isEqualTo(new Lookup.Found("all"));
        assertThat(of("Own+y")).isEqualTo(new Lookup.Found("all"));
        assertThat(of("own+x")).isEqualTo(new Lookup.Found("x only"));
        assertThat(of("own+/../ann/.forward")).isEqualTo(Lookup.NOT_FOUND);
        assertThat(of("nobody-here")).isEqualTo(Lookup.NOT_FOUND);
    }

    // forward_expansion_filter
    @Test
    void looksForNoOddNames() throws IOException {
        write(home.resolve(".forward+a_b"), "filtered", "rw-r--r--");

        assertThat(of("own+a b")).isEqualTo(new Lookup.Found("filtered"));
    }

    @Test
    void usesNoFileThatOthersMayWriteTo() throws IOException {
        Path file = home.resolve(".forward");
        write(file, "all", "rw-rw-r--");

        assertThat(of("own")).isEqualTo(Lookup.NOT_FOUND);
        assertThat(unused).containsOnly(file + " is not used: others may write to it");
    }

    @Test
    void usesNoFileThatIsTooLarge() throws IOException {
        write(home.resolve(".forward"), "a,".repeat(128 << 10) + "b", "rw-r--r--");

        assertThat(of("own")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void usesNoFileOfSomebodyElse() throws IOException {
        write(home.resolve(".forward"), "all", "rw-r--r--");

        assertThat(of("eve")).isEqualTo(Lookup.NOT_FOUND);
    }

    // Else the server would read for others what only it may
    @Test
    void followsNoLink() throws IOException {
        write(home.resolve("elsewhere"), "secret", "rw-r--r--");
        Files.createSymbolicLink(home.resolve(".forward"), home.resolve("elsewhere"));

        assertThat(of("own")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void usesNothingButAFile() throws IOException {
        Files.createDirectory(home.resolve(".forward"));

        assertThat(of("own")).isEqualTo(Lookup.NOT_FOUND);
    }
}
