// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Tables;

import java.util.Optional;
import java.util.Set;

class LocalAccessTest {

    private static MatchList submitters(String list) {
        MainCf main = MainCf.of("authorized_submit_users = " + list);
        return LocalAccess.of(main, Tables.of("hash", Set.of(), _ -> {})).submit();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    static:anyone              | ann | 1000 | true
                    !ann, static:anyone        | ann | 1000 | false
                    !ann, static:anyone        | bob | 1001 | true
                    bob                        | ann | 1000 | false
                    fail:x                     | ann | 1000 | false
                    bob                        | root | 0   | true
                    """)
    void asksTheListOfUsers(String list, String name, long uid, boolean allowed) {
        var user = new LocalUser(name, uid, "");

        Optional<String> refusal = LocalAccess.refusal(user, submitters(list), "submit mail");

        assertThat(refusal.isEmpty()).isEqualTo(allowed);
        refusal.ifPresent(
                it -> assertThat(it).startsWith("User ann(1000) is not allowed to submit mail"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ann  | ann:x:1000:1000:Ann & Bee,room 1,:/home/ann:/bin/sh | ann(1000)   | Ann Ann Bee
                    ann  | ann:x:1000                                          | ann(65534)  | ''
                    4711 | ''                                                  | 4711(4711)  | ''
                    """)
    void readsAUserAsPasswdHasIt(String name, String line, String user, String fullName) {
        LocalUser found = LocalUser.of(name, table(line));

        assertThat(found).hasToString(user);
        assertThat(found.fullName()).isEqualTo(fullName);
    }

    @Test
    void takesNoNumberThatIsNone() {
        assertThat(LocalUser.of("ann", table("ann:x:x1:5:Ann:/:/bin/sh")).uid()).isEqualTo(65_534);
    }

    private static LookupTable table(String line) {
        return new LookupTable() {
            @Override
            public String spec() {
                return "unix:passwd.byname";
            }

            @Override
            public Lookup find(String key) {
                return line.isEmpty() ? Lookup.NOT_FOUND : new Lookup.Found(line);
            }
        };
    }
}
