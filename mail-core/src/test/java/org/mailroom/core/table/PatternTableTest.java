// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.LogicalLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

final class PatternTableTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    /abc/ x                | aABCz       | x
                    /abc/i x               | aABCz       | -
                    /a.c/ x                | a\\nc       | x
                    /a.c/m x               | a\\nc       | -
                    /^b$/ x                | a\\nb       | -
                    /^b$/m x               | a\\nb       | x
                    !/abc/ x               | abd         | x
                    ! /abc/ x              | abc         | -
                    !!/abc/ x              | abc         | x
                    #/etc/#x y             | a           | -
                    ~a/b~ x                | a/b         | x
                    /a\\/b/ x              | a/b         | x
                    /(a)(b)?/ [$1$2$0]     | a           | [aa]
                    /(a)/ ${1}$(1)$$1      | a           | aa$1
                    /^[[:digit:]]{2}$/ x   | 42          | x
                    /^[^[:space:]]+$/ x    | a b         | -
                    /^[]a]$/ x             | ]           | x
                    /^[a&&b]$/ x           | &           | x
                    /^[[]$/ x              | [           | x
                    /^[\\.]$/ x            | \\          | x
                    /^a{b$/ x              | a{b         | x
                    /^a{,2}$/ x            | aa          | x
                    /\\<b\\>/ x            | a b c       | x
                    /\\y/ x                | y           | x
                    """)
    void matchesAsPosix(String rule, String key, String value) {
        assertThat(find(PatternSyntax.POSIX, rule, key)).isEqualTo(expected(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    /a.c/s x               | a\\nc       | -
                    /a b # c/x y           | ab          | y
                    /[a b]+c/x y           | a bc        | y
                    /b/A x                 | ab          | -
                    /^(?!owner-)(.*)@/ $1  | list@a      | list
                    /^(?P<n>a)\\1$/ x      | aa          | x
                    /^[\\w.]+$/ x          | a.b         | x
                    /^[^\\]]$/ x           | a           | x
                    /^\\d{1,2}$/ x         | 12          | x
                    /^\\Qa.b\\E$/ x        | a.b         | x
                    /^[[:^digit:]]$/ x     | a           | x
                    /ÄÖ/ x                 | äö          | x
                    """)
    void matchesAsPerl(String rule, String key, String value) {
        assertThat(find(PatternSyntax.PERL, rule, key)).isEqualTo(expected(value));
    }

    @Test
    void triesRulesInOrderAndInBlocks() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("rules"),
                        """
                        if /@example\\.org$/
                        if !/^postmaster@/
                        /^a/  inner
                        endif
                        /^post/ outer
                        endif
                        /./
                         default, in
                         two lines
                        """);
        LookupTable table = Tables.of("hash", Set.of(), _ -> {}).open("pcre:" + file);

        assertThat(table.find("a@example.org")).isEqualTo(new Lookup.Found("inner"));
        assertThat(table.find("postmaster@example.org")).isEqualTo(new Lookup.Found("outer"));
        assertThat(table.find("a@example.net"))
                .isEqualTo(new Lookup.Found("default, in two lines"));
        assertThat(table.takesPartialKeys()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /a/               | a result is missing
                    /a x              | the second / is missing
                    abc x             | expected /pattern/flags result
                    /a/q x            | the flag 'q' is not supported
                    /(a/ x            | pattern /(a/: Unclosed group
                    /a/ $1            | $1 stands for nothing that the pattern catches
                    !/(a)/ $1         | $1 stands for nothing that the pattern catches
                    endif             | endif without if
                    if /a/            | if without endif
                    if /(a/           | pattern /(a/: Unclosed group; all up to endif is left out
                    """)
    void tellsOfLinesThatAreWrong(String line, String problem) {
        var warnings = new ArrayList<String>();

        PatternRules.parse(
                PatternSyntax.PERL,
                List.of(new LogicalLine(3, line)),
                warning -> warnings.add(warning.in("file")));

        assertThat(warnings).first().isEqualTo("file, line 3: " + problem);
    }

    @Test
    void leavesOutABlockWhoseConditionIsWrong() {
        Rules rules =
                PatternRules.parse(
                        PatternSyntax.PERL,
                        List.of(
                                new LogicalLine(1, "if /(a/"),
                                new LogicalLine(2, "/./ inner"),
                                new LogicalLine(3, "endif"),
                                new LogicalLine(4, "/./ outer")),
                        _ -> {});

        assertThat(rules.find("t", "x")).isEqualTo(new Lookup.Found("outer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/(a*)(a*)(a*)(a*)(a*)(a*)b/ x",
                "/^(.*?,){30}b/ x",
                "/(.*)(.*)(.*)(.*)\\1z/ x"
            })
    void failsWhereAPatternTakesTooManySteps(String rule) {
        assertThat(rules(PatternSyntax.PERL, rule).find("t", "a,".repeat(500) + "a".repeat(500)))
                .isEqualTo(new Lookup.Failed("t: a pattern takes too long for this key"));
    }

    @Test
    void failsWhereAPatternNeedsTooMuchStack() {
        assertThat(rules(PatternSyntax.PERL, "/^(a|b|ab)*c$/ x").find("t", "ab".repeat(500_000)))
                .isEqualTo(new Lookup.Failed("t: a pattern takes too long for this key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    10.0.0.0/8 a        | 10.0.0.1   | a
                    10.0.0.0/8 a        | ::1        | -
                    !10.0.0.0/8 $1      | 192.0.2.1  | $1
                    [2001:db8::]/32 a   | 2001:db8::7| a
                    10.0.0.1/8 a        | 10.0.0.1   | -
                    """)
    void findsNetworks(String rule, String key, String value) {
        Rules rules = CidrRules.parse(List.of(new LogicalLine(1, rule)), _ -> {});

        assertThat(rules.find("t", key)).isEqualTo(expected(value));
    }

    private static Lookup find(PatternSyntax syntax, String rule, String key) {
        return rules(syntax, rule).find("t", key.replace("\\n", "\n"));
    }

    private static Rules rules(PatternSyntax syntax, String rule) {
        return PatternRules.parse(
                syntax,
                List.of(new LogicalLine(1, rule)),
                warning -> {
                    throw new AssertionError(warning.text());
                });
    }

    private static Lookup expected(String value) {
        return value == null ? Lookup.NOT_FOUND : new Lookup.Found(value);
    }
}
