// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

class LocalHandoversTest {
    private static final Address ANN = new Address("ann", "example.org");
    private static final Tables TABLES = Tables.of("hash", Set.of(), _ -> {});

    /// As `default_privs` nothing is done only because a table is out of order.
    @Test
    void doesNotTakeWhatCannotBeToldForNobodys(@TempDir Path folder) throws IOException {
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);

        assertThatThrownBy(() -> handovers("fail:broken").owner(ANN))
                .isInstanceOf(TableFailedException.class);
        assertThatThrownBy(() -> handovers("inline:{x=y}").owner(TABLES.open("fail:" + circle)))
                .isInstanceOf(TableFailedException.class)
                .hasMessageContaining("cannot tell whose " + circle + " is");
    }

    @Test
    void tellsOwnersByTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "ann bob\n");
        String owner = Files.getOwner(file).getName();
        LocalHandovers handovers = handovers("inline:{x=y}");

        assertThat(handovers.owner(TABLES.open("texthash:" + file)))
                .isEqualTo(owner.equals("root") ? "" : owner);
        assertThat(handovers.owner(TABLES.open("inline:{ann=bob}"))).isEmpty();
    }

    private static LocalHandovers handovers(String passwd) {
        MainCf main = MainCf.of("");
        return new LocalHandovers(
                main,
                new ForwardFiles(List.of(), TABLES.open(passwd), Delimiters.NONE, "")::owner,
                _ -> {
                    throw new AssertionError("asked for the command of a mailbox");
                },
                new ProgramUsers(main, TABLES).local());
    }
}
