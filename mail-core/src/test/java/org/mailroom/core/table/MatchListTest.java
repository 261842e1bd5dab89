// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

final class MatchListTest {
    private final Tables tables = Tables.of("hash", Set.of(), _ -> {});

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a.example, b.example           | NAME           | B.example     | true
                    a.example                      | NAME           | x.a.example   | false
                    .a.example                     | NAME           | x.a.example   | false
                    .a.example                     | DOT_SUBDOMAINS | x.a.example   | true
                    a.example                      | DOT_SUBDOMAINS | x.a.example   | false
                    a.example                      | SUBDOMAINS     | x.a.example   | true
                    a.example                      | SUBDOMAINS     | xa.example    | false
                    !x.a.example, .a.example       | DOT_SUBDOMAINS | x.a.example   | false
                    !x.a.example, .a.example       | DOT_SUBDOMAINS | y.a.example   | true
                    !a.example                     | NAME           | b.example     | false
                    inline:{a.example=x}           | NAME           | a.example     | true
                    inline:{a.example=x}           | NAME           | y.a.example   | false
                    inline:{.a.example=x}          | DOT_SUBDOMAINS | y.z.a.example | true
                    inline:{a.example=x}           | SUBDOMAINS     | y.z.a.example | true
                    pcre:{{/^a/ x}}                | SUBDOMAINS     | y.a.example   | false
                    static:all                     | NAME           | anything      | true
                    !static:all, a.example         | NAME           | a.example     | false
                    """)
    void contains(String list, MatchList.Reach reach, String name, boolean inside) {
        assertThat(MatchList.open(ListText.split(list), reach, tables).contains(name))
                .isEqualTo(inside ? Match.YES : Match.NO);
    }

    @Test
    void takesTypesWithAHyphenForTables() {
        Tables more = tables.with("passwd-file", (spec, _, _) -> tables.open("static:" + spec));

        assertThat(MatchList.open(List.of("passwd-file:/x"), MatchList.Reach.NAME, more))
                .extracting(list -> list.contains("any.example"))
                .isEqualTo(Match.YES);
    }

    @Test
    void isUnsureWhereATableFails() {
        MatchList list =
                MatchList.open(List.of("a.example", "fail:down"), MatchList.Reach.NAME, tables);

        assertThat(list.contains("a.example")).isEqualTo(Match.YES);
        assertThat(list.contains("b.example")).isEqualTo(new Match.Unsure("fail:down"));
    }

    @Test
    void readsNamesFromFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("names"), "# names\nb.example\n  c.example\n");
        MatchList list =
                MatchList.open(List.of("a.example", "!" + file), MatchList.Reach.NAME, tables);

        assertThat(list.contains("a.example")).isEqualTo(Match.YES);
        assertThat(list.contains("c.example")).isEqualTo(Match.NO);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () ->
                                MatchList.open(
                                        List.of("/no/such/file"), MatchList.Reach.NAME, tables))
                .withMessage(
                        "cannot read /no/such/file: there is no such file: create the file, or make"
                                + " it readable for the mail owner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    127.0.0.0/8 [::1]/128          | 127.0.0.1    | true
                    127.0.0.0/8 [::1]/128          | ::1          | true
                    127.0.0.0/8 [::1]/128          | 192.0.2.1    | false
                    !192.0.2.1, 192.0.2.0/24       | 192.0.2.1    | false
                    !192.0.2.1, 192.0.2.0/24       | 192.0.2.2    | true
                    2001:db8::/32                  | 2001:db8::1  | true
                    fe80::/10                      | fe80::1      | true
                    cidr:{{192.0.2.0/24 yes}}      | 192.0.2.9    | true
                    inline:{2001:db8::7=x}         | 2001:db8::7  | true
                    localhost                      | 127.0.0.1    | false
                    """)
    void containsAddresses(String list, String address, boolean inside) {
        assertThat(networks(list).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside ? Match.YES : Match.NO);
    }

    @Test
    void refusesANetworkThatIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("nets"), "!10.0.0.7/8\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> networks(file.toString()))
                .withMessage(
                        "\"10.0.0.7/8\" is no network: expected 10.0.0.0/8 or [::1]/128, no bits"
                                + " set behind the prefix");
    }

    @Test
    void isUnsureOfAnAddressWhereATableFails() {
        assertThat(networks("fail:down").contains(InetAddress.ofLiteral("127.0.0.1")))
                .isEqualTo(new Match.Unsure("fail:down"));
    }

    private Networks networks(String list) {
        return Networks.open(ListText.split(list), tables);
    }
}
