// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

final class MainCfTest {
    private static final Machine MACHINE = TestMachine.named("mx.example.org");
    private static final Path FILE = Path.of("/etc/mailroom/main.cf");

    @Test
    void readsAnEmptyFile() {
        MainCf cf = parse("");

        assertThat(cf.get(NameParameters.MYHOSTNAME)).isEqualTo("mx.example.org");
        assertThat(cf.get(NameParameters.MYDOMAIN)).isEqualTo("example.org");
        assertThat(cf.get(NameParameters.MYNETWORKS))
                .containsExactly("127.0.0.1/32", "[::1]/128", "192.0.2.5/32");
        assertThat(cf.get(QueueParameters.MAXIMAL_QUEUE_LIFETIME)).isEqualTo(Duration.ofDays(5));
        assertThat(cf.get(SmtpServerParameters.SMTPD_HARD_ERROR_LIMIT)).isEqualTo(20);
        assertThat(cf.warnings()).isEmpty();
    }

    @Test
    void givesAServiceItsOwnValues() {
        MainCf cf =
                parse(
                        """
                        smtpd_tls_security_level = may
                        submission/smtpd_timeout = 30s
                        smtp/unix/myhostname = out.example.org
                        """);
        ServiceName smtp = ServiceName.server("smtp");
        ServiceName submission = ServiceName.server("submission");

        assertThat(cf.get(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, smtp))
                .isEqualTo(ServerTlsLevel.MAY);
        assertThat(cf.get(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, submission))
                .isEqualTo(ServerTlsLevel.ENCRYPT);
        assertThat(cf.get(SmtpServerParameters.SMTPD_TIMEOUT, smtp))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(cf.get(SmtpServerParameters.SMTPD_TIMEOUT, submission))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(cf.get(ClientParameters.SMTP.helloName(), ServiceName.client("smtp")))
                .isEqualTo("out.example.org");
    }

    @Test
    void letsTheCommandLineWin() {
        MainCf cf =
                MainCf.parse(
                        Path.of("/etc/mailroom/main.cf"),
                        "mydomain = example.org\n",
                        List.of("mydomain=example.net", "submission/smtpd_timeout = 5s"),
                        MACHINE);

        assertThat(cf.get(NameParameters.MYDOMAIN)).isEqualTo("example.net");
        assertThat(cf.get(SmtpServerParameters.SMTPD_TIMEOUT, ServiceName.server("submission")))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(cf.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    message_size_limit = 10M | message_size_limit = 10M: expected a number of octets (no unit) from 0 up
                    smtpd_helo_required = maybe | smtpd_helo_required = maybe: expected yes or no
                    smtpd_timeout = 1h30m | smtpd_timeout = 1h30m: expected a time of 1s or more such as 30s, 5m, 2h, 1d or 1w
                    smtpd_timeout = 0 | smtpd_timeout = 0: expected a time of 1s or more such as 30s, 5m, 2h, 1d or 1w
                    hopcount_limit = | hopcount_limit = (empty): expected a whole number from 1 up
                    mynetworks = 10.0.0.1/8 | mynetworks = 10.0.0.1/8: expected networks such as 10.0.0.0/8, [::1]/128 or !10.0.0.7, /files and type:tables
                    smtp_listen = 25, 70000 | smtp_listen = 25, 70000: expected a list of [host:]port or unix:path
                    smtpd_tls_security_level = must | smtpd_tls_security_level = must: expected one of none, may, encrypt
                    mydestination = ${x | mydestination = ${x: '}' is missing
                    mydestination = $mydestination | mydestination = $mydestination: it refers to itself: $mydestination -> $mydestination
                    no equals | missing '=' after "no equals"
                    a b = c | "a b" is no name: expected name = value
                    x/y/z/w = c | "x/y/z" is no service: expected service/inet or service/unix
                    """)
    void refuses(String line, String problem) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> parse("# first\n" + line + "\n"))
                .withMessage("/etc/mailroom/main.cf, line 2: " + problem);
    }

    private static MainCf parse(String text) {
        return MainCf.parse(Path.of("/etc/mailroom/main.cf"), text, List.of(), MACHINE);
    }

    @Test
    void tellsTheFaultOfATableWithFileLineAndParameter() {
        MainCf cf = MainCf.parse(FILE, "\nalias_maps =\n  hash:/x\n", List.of(), MACHINE);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () ->
                                cf.use(
                                        AddressParameters.ALIAS_MAPS,
                                        _ -> {
                                            throw new ConfigException("no such file");
                                        }))
                .withMessage("/etc/mailroom/main.cf, line 2: alias_maps = hash:/x: no such file");
        assertThat(cf.place(PathParameters.DATA_DIRECTORY))
                .isEqualTo("data_directory = /var/lib/mailroom (default)");
    }

    @Test
    void readsOneParameterWhateverIsWrongWithOthers(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("main.cf"), "message_size_limit = lots\ncontrol_socket = /run/x\n?");

        assertThat(MainCf.read(folder, List.of(), PathParameters.CONTROL_SOCKET))
                .isEqualTo(Path.of("/run/x"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () ->
                                MainCf.read(
                                        folder,
                                        List.of("control_socket="),
                                        PathParameters.CONTROL_SOCKET))
                .withMessage("-o: control_socket = (empty): expected a path");
    }

    @Test
    void showsNoControlCharactersAndNotAThousandFaults() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(
                        () -> MainCf.parse(FILE, "x\u001b[2J\n".repeat(500), List.of(), MACHINE))
                .withMessageContaining("line 1: missing '=' after \"x?[2J\"")
                .withMessageEndingWith("\nand 480 more");
    }
}
