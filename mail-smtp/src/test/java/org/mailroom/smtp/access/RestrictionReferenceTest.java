// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.table.Tables;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.policy.PolicySettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keeps the page up to date. To write it anew: `mvn -pl mail-smtp -am test
/// -Dtest=RestrictionReferenceTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Drestrictions.write=true`.
class RestrictionReferenceTest {
    private static final Path PAGE = Path.of("../docs/restrictions.md");

    @Test
    void isWhatTheDeclarationsSay() throws IOException {
        if (Boolean.getBoolean("restrictions.write")) {
            Files.writeString(PAGE, RestrictionReference.markdown());
        }

        assertThat(PAGE)
                .as("docs/restrictions.md is stale: run this test with -Drestrictions.write=true")
                .hasContent(RestrictionReference.markdown());
    }

    @Test
    void hasASentenceForEachRestriction() {
        assertThat(lines())
                .allMatch(it -> it.matches("- `[a-z_]+(?: [A-Z]+)?`: [A-Z].{6,}\\."))
                .extracting(RestrictionReferenceTest::name)
                .containsExactlyElementsOf(RestrictionNames.all().sorted().toList());
    }

    @Test
    void hasNothingThatIsNotUnderstood() {
        Map<String, String> arguments =
                Map.of(
                        "TABLE", "static:DUNNO",
                        "ZONE", "list.test",
                        "SERVICE", "inet:localhost:1",
                        "SECONDS", "1",
                        "RESTRICTION", "reject");
        var warnings = new ArrayList<String>();
        var parser =
                new RestrictionParser(
                        Tables.of("hash", Set.of(), warnings::add)::open,
                        Map.of(),
                        new PolicyServices(PolicySettings.DEFAULT, Path.of("/")),
                        warnings::add);

        for (String line : lines()) {
            String argument = line.replaceAll("- `[a-z_]+ ?([A-Z]*)`.*", "$1");
            parser.parse(Stage.RECIPIENT, name(line) + " " + arguments.getOrDefault(argument, ""));
        }

        assertThat(warnings).isEmpty();
    }

    private static List<String> lines() {
        return RestrictionReference.markdown().lines().filter(it -> it.startsWith("- ")).toList();
    }

    private static String name(String line) {
        return line.replaceAll("- `([a-z_]+).*", "$1");
    }
}
