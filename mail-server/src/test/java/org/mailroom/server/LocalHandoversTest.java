// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.address.Address;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.table.AddressLookup;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
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
    void doesNotTakeWhatCannotBeToldForNobodys() {
        LocalHandovers handovers = handovers("fail:broken", "fail:broken");

        assertThatThrownBy(() -> handovers.owner(HandoverSource.ALIAS, ANN))
                .isInstanceOf(TableFailedException.class);
        assertThatThrownBy(() -> handovers.owner(HandoverSource.FORWARD, ANN))
                .isInstanceOf(TableFailedException.class);
    }

    @Test
    void tellsOwnersByTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("list"), "ann bob\n");
        String owner = Files.getOwner(file).getName();

        assertThat(handovers("texthash:" + file, "inline:{x=y}").owner(HandoverSource.ALIAS, ANN))
                .isEqualTo(owner.equals("root") ? "" : owner);
        assertThat(handovers("inline:{ann=bob}", "inline:{x=y}").owner(HandoverSource.ALIAS, ANN))
                .isEmpty();
    }

    private static LocalHandovers handovers(String aliases, String passwd) {
        return LocalHandovers.of(
                MainCf.of("alias_maps = " + aliases),
                TABLES,
                LocalHandoversTest::lookup,
                new ForwardFiles(List.of(), TABLES.open(passwd), Delimiters.NONE, ""),
                _ -> {
                    throw new AssertionError("asked for the command of a mailbox");
                });
    }

    private static AddressLookup lookup(LookupTable table) {
        return new AddressLookup(
                List.of(table), Delimiters.NONE, _ -> Match.NO, MatchList.Reach.NAME);
    }
}
