// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.table.Lookup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What users say themselves about their mail (`.forward`).
class UserForwardTest {
    private final RouteLab lab = new RouteLab();

    @Test
    void followsWhatUsersSayThemselves() {
        lab.forwards(Map.of("ann", "\\ann, x@far.example", "bob", "# nothing\n"));

        assertThat(lab.recipients("ann@example.org", "bob@example.org"))
                .containsExactly(
                        "ann@example.org < ann@example.org",
                        "x@far.example < ann@example.org",
                        "bob@example.org < bob@example.org");
    }

    @Test
    void readsNoListsForUsers(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "password\n");
        lab.forwards(Map.of("ann", "\":include:" + secret + "\", x@far.example"));

        assertThat(lab.recipients("ann@example.org"))
                .containsExactly("ann@example.org < ann@example.org");
    }

    @Test
    void limitsWhatUsersSayThemselves() {
        lab.forwards(Map.of("ann", "1,2,3,4,5,6,7,8,9,10,11", "bob", "1,2,3,4,5,6,7,8,9,10"));

        assertThat(lab.recipients("ann@example.org"))
                .containsExactly("ann@example.org < ann@example.org");
        assertThat(lab.recipients("bob@example.org")).hasSize(10);
    }

    @Test
    void limitsWhatComesOfWhatAUserSays() {
        lab.forwards(Map.of("ann", "bob, carl", "bob", "1,2,3,4,5", "carl", "6,7,8,9,10"));

        assertThat(lab.recipients("ann@example.org"))
                .containsExactly(
                        "1@example.org < ann@example.org",
                        "2@example.org < ann@example.org",
                        "3@example.org < ann@example.org",
                        "4@example.org < ann@example.org",
                        "5@example.org < ann@example.org",
                        "carl@example.org < ann@example.org");
    }

    /// A file of a user that names ever more of his own extensions.
    @Test
    void readsTheFileOfAUserSoOftenForOneMessageAndNoMore() {
        var read = new AtomicInteger();
        lab.local =
                RouteSettings.Local.NONE.with(
                        (user, _) -> {
                            int first = 10 * read.incrementAndGet();
                            return new Lookup.Found(
                                    user.localPart().equals("ann+a")
                                            ? "ann+a"
                                            : IntStream.range(first, first + 9)
                                                    .mapToObj(it -> "ann+" + it)
                                                    .collect(Collectors.joining(",")));
                        });

        List<String> recipients =
                lab.recipients(
                        "ann+a@example.org",
                        "ann+b@example.org",
                        "ann+c@example.org",
                        "ann+d@example.org");

        assertThat(recipients)
                .hasSize(1 + 9 + 1 + 1)
                .contains("ann+a@example.org < ann+a@example.org")
                .endsWith(
                        "ann+c@example.org < ann+c@example.org",
                        "ann+d@example.org < ann+d@example.org");
        assertThat(read).hasValue(20);
    }

    // What one user has written is no trouble of the others
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@far.example, |vacation",
                "x@far.example, /mail/ann",
                "x@far.example, a@b c",
                "x@far.example, team",
                "x@far.example, broken",
            })
    void leavesMailWithUsersWhoseFilesCannotBeFollowed(String forward) {
        lab.forwards(Map.of("ann", forward));
        lab.localAliases.put("team", "ann, bob, y@far.example");
        lab.localAliases.put("broken", "|robot");

        assertThat(lab.recipients("team@example.org"))
                .containsExactly(
                        "ann@example.org < team@example.org",
                        "bob@example.org < team@example.org",
                        "y@far.example < team@example.org");
    }

    @Test
    void leavesMailWithOneOfTwoUsersWhoNameEachOther() {
        lab.forwards(Map.of("ann", "bob", "bob", "ann, x@far.example"));

        assertThat(lab.recipients("ann@example.org"))
                .containsExactly("bob@example.org < ann@example.org");
    }

    @Test
    void waitsForTheTablesThatAUserNeeds() {
        lab.forwards(Map.of("ann", "gone@boxes.example, x@far.example"));
        lab.failing = "gone@boxes.example";

        assertThat(lab.expand("ann@example.org"))
                .isEqualTo(new Expansion.NotNow("virtual_alias_maps lookup error"));
    }
}
