// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

final class MainCfWarningsTest {
    private static final String FILE = "/etc/mailroom/main.cf, line ";

    // The 150 that most main.cf files set, of 170 that were found in public
    @Test
    void knowsEachParameterThatIsOftenSet() throws Exception {
        Path list = Path.of("src/test/resources/org/mailroom/core/config/often-set.txt");

        assertThat(Files.readAllLines(list))
                .hasSize(150)
                .allMatch(
                        name ->
                                Parameters.named(name).isPresent()
                                        || PostfixNames.reason(name)
                                                .filter(it -> !it.why().isEmpty())
                                                .isPresent());
    }

    @Test
    void whatIsNotNeededIsNoWarning() {
        MainCf main = parse("readme_directory = no\n");

        assertThat(main.warnings()).isEmpty();
        assertThat(main.notes())
                .containsExactly(
                        FILE
                                + "1: readme_directory is not needed: documentation is found beside"
                                + " the program, not by a parameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    smtpd_baner = x                   | smtpd_baner is no known parameter, did you mean smtpd_banner?
                    mydestinatoin = x                 | mydestinatoin is no known parameter, did you mean mydestination?
                    smtpd_mliters = x                 | smtpd_mliters is no known parameter, did you mean smtpd_milters?
                    quite_another_thing = x           | quite_another_thing is no known parameter
                    home_mailbox = Maildir/           | home_mailbox = Maildir/ is a Maildir, of which there are none yet: mail is in the mbox of mail_spool_directory
                    http_listen = 127.0.0.1:24        | http_listen is not supported yet: there is no HTTP server yet, so nothing listens
                    mail_owner = postfix              | mail_owner = postfix belongs to Postfix and is not used; it is mailroom instead
                    mydestination = $mydomian         | $mydomian in the value of mydestination is not set anywhere, did you mean mydomain?
                    submision/smtpd_timeout = 1s      | there is no service submision/inet, this has no effect, did you mean submission/inet?
                    smtps/inet/smtpd_timeout = 1s     | there is no service smtps/inet, this has no effect, did you mean submissions/inet?
                    relai/unix/smtp_helo_name = a.b   | there is no service relai/unix, this has no effect, did you mean relay/unix?
                    slow/unix/smtp_helo_name = a.test | there is no service slow/unix, this has no effect
                    submission/smtpd_timeot = 1s      | smtpd_timeot is no known parameter, did you mean smtpd_timeout?
                    queue_directory = /var/spool/postfix | queue_directory = /var/spool/postfix belongs to Postfix and is not used; it is $data_directory/queue instead
                    """)
    void tellsOf(String line, String warning) {
        assertThat(parse("# first\n" + line + "\n").warnings())
                .hasSize(1)
                .first()
                .asString()
                .matches(".*line 2: .*")
                .endsWith(": " + warning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    mydestination = ${stress?{x}:{y}}
                    mydestination = ${nothing?x}
                    smtpd_milters =
                    http_listen =
                    sieve_listen = 4190
                    canonical_maps =
                    append_dot_mydomain = no
                    smtpd_timeout = ${stress?{10}:{300}}s
                    submission/inet/smtpd_timeout = 1s
                    smtp/unix/smtp_helo_name = a.example
                    """)
    void isSilentAbout(String line) {
        assertThat(parse(line + "\n").warnings()).isEmpty();
    }

    @Test
    void tellsOfAnEarlierEntry() {
        MainCf cf = parse("relayhost = a\nrelayhost = b\n");

        assertThat(cf.get(RouteParameters.RELAYHOST)).isEqualTo("b");
        assertThat(cf.warnings())
                .containsExactly(FILE + "2: overriding earlier entry: relayhost=a");
    }

    @Test
    void takesNamesOfOnesOwn() {
        MainCf cf =
                parse(
                        """
                        my_domains = example.org, example.net
                        mydestination = $my_domains
                        smtpd_restriction_classes = strict
                        strict = reject_unknown_sender_domain, reject
                        """);

        assertThat(cf.warnings()).isEmpty();
        assertThat(cf.get(NameParameters.MYDESTINATION))
                .containsExactly("example.org", "example.net");
        assertThat(cf.list("strict")).contains(List.of("reject_unknown_sender_domain", "reject"));
    }

    @Test
    void tellsOfAContinuationOfNothing() {
        assertThat(parse("  x = y\nrelayhost = a\n").warnings())
                .containsExactly(
                        FILE + "1: logical line must not start with whitespace: \"x = y\"");
    }

    @Test
    void tellsOfABackslashAtTheEnd() {
        assertThat(parse("mydestination = a, \\\n b\n").get(NameParameters.MYDESTINATION))
                .containsExactly("a", "\\", "b");
        assertThat(parse("mydestination = a \\\n").warnings())
                .singleElement()
                .asString()
                .contains("'\\' at the end has no meaning");
    }

    @Test
    void readsContinuationsWithCommentsAndEmptyLines() {
        MainCf cf = parse("mydestination = a,\r\n# comment\r\n\r\n   # another\r\n\tb\r\nbiff=no");

        assertThat(cf.get(NameParameters.MYDESTINATION)).containsExactly("a", "b");
    }

    @Test
    void knowsTheNamesThatAreInUse() throws IOException {
        List<String> names =
                resource("names-in-use.txt").lines().filter(name -> !name.startsWith("#")).toList();

        assertThat(names)
                .hasSizeGreaterThan(250)
                .allMatch(
                        name ->
                                Parameters.named(name).isPresent()
                                        || PostfixNames.reason(name).isPresent());
    }

    @Test
    void declaresNoNameThatHasNoEffect() {
        assertThat(Parameters.all())
                .extracting(Parameter::name)
                .doesNotContainAnyElementsOf(PostfixNames.all().keySet());
    }

    @Test
    void startsWithDebiansFile() throws IOException {
        MainCf cf = parse(resource("debian-main.cf"));

        assertThat(cf.get(NameParameters.MYNETWORKS))
                .containsExactly("127.0.0.0/8", "[::ffff:127.0.0.0]/104", "[::1]/128");
        assertThat(cf.get(MailboxParameters.MAILBOX_SIZE_LIMIT)).isZero();
        assertThat(cf.warnings()).isEmpty();
        assertThat(cf.notes())
                .extracting(warning -> warning.replaceAll("^.*line \\d+: (\\S+) .*", "$1"))
                .containsExactly(
                        "biff",
                        "readme_directory",
                        "smtp_tls_session_cache_database",
                        "alias_database");
    }

    private static String resource(String name) throws IOException {
        try (var stream = MainCfWarningsTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MainCf parse(String text) {
        return MainCf.parse(
                Path.of("/etc/mailroom/main.cf"), text, List.of(), TestMachine.named("mx.test"));
    }
}
