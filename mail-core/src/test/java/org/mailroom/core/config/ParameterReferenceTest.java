// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps the page up to date. To write it anew: `mvn -pl mail-core -am test
/// -Dtest=ParameterReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dparameters.write=true`.
final class ParameterReferenceTest {
    private static final Path PAGE = Path.of("../docs/parameters.md");

    @Test
    void isWhatTheDeclarationsSay() throws IOException {
        if (Boolean.getBoolean("parameters.write")) {
            Files.writeString(PAGE, ParameterReference.markdown());
        }

        assertThat(PAGE)
                .as("docs/parameters.md is stale: run this test with -Dparameters.write=true")
                .hasContent(ParameterReference.markdown());
    }

    @Test
    void documentsEveryParameterInSentences() {
        assertThat(Parameters.all())
                .filteredOn(parameter -> !parameter.doc().matches("(?s)[A-Z0-9`].{8,}\\."))
                .extracting(Parameter::name)
                .isEmpty();
        assertThat(Parameters.all())
                .filteredOn(parameter -> !parameter.difference().matches("|(?s)[A-Z`].{8,}\\."))
                .extracting(Parameter::name)
                .isEmpty();
    }

    @Test
    void leadsFromEachListOfRestrictionsToThese() {
        assertThat(Parameters.all())
                .filteredOn(parameter -> parameter.name().matches("smtpd_.*_restrictions"))
                .hasSize(8)
                .allSatisfy(it -> assertThat(it.doc()).contains("(restrictions.md)"));
    }

    @Test
    void hasNoGapsInItsLines() {
        assertThat(ParameterReference.markdown().lines())
                .noneMatch(line -> line.matches(".*\\S  .*"));
    }

    @Test
    void hasDefaultsThatCanBeRead() {
        MainCf cf = MainCf.of("");

        assertThat(Parameters.all())
                .allSatisfy(parameter -> assertThat(cf.get(parameter)).isNotNull());
    }
}
