// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class PasswordMapsTest {
    private static final ReversePath SENDER =
            new ReversePath.Sender(new Address("alice", "client.test"));

    private final Tables tables = Tables.of("hash", Set.of(), _ -> {});

    @Test
    void asksForTheHostBeforeTheNextHop() {
        var maps = maps("inline:{[mx.test]:587=hop:1 mx.test=host:2 other.test=other:3}");

        assertThat(maps.find(SENDER, "mx.test", "[mx.test]:587"))
                .isEqualTo(new PasswordMaps.Known(new Credentials("host", "2")));
        assertThat(maps.find(SENDER, "mx2.test", "[mx.test]:587"))
                .isEqualTo(new PasswordMaps.Known(new Credentials("hop", "1")));
        assertThat(maps.find(SENDER, "mx2.test", "mx.test:25"))
                .isEqualTo(new PasswordMaps.Unknown());
    }

    @Test
    void splitsAtTheFirstDelimiter() {
        assertThat(maps("static:user:pass:word").find(SENDER, "mx.test", "mx.test"))
                .isEqualTo(new PasswordMaps.Known(new Credentials("user", "pass:word")));
        assertThat(maps("static:user").find(SENDER, "mx.test", "mx.test"))
                .isEqualTo(new PasswordMaps.Known(new Credentials("user", "")));
    }

    @Test
    void guessesNothingWhereATableFails() {
        assertThat(maps("fail:down", "static:user:pass").find(SENDER, "mx.test", "mx.test"))
                .isInstanceOf(PasswordMaps.Unsure.class);
    }

    @Test
    void hidesThePassword() {
        assertThat(new Credentials("user", "secret").toString()).doesNotContain("secret");
    }

    private PasswordMaps maps(String... specs) {
        List<LookupTable> opened = tables.openAll(List.of(specs));
        return new PasswordMaps(opened, Optional.empty(), ":");
    }
}
