// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.dns.RecordedDns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is known of strangers when a server starts again later. Time passes in its files: each
/// moment in them becomes an earlier one.
class StrangerMemoryTest {
    private static final Pattern MOMENT = Pattern.compile("\\b1\\d{9}\\b");

    @TempDir Path folder;

    private Mailroom start(String parameters) throws IOException {
        return Mailroom.start(
                TestConfiguration.in(
                        folder,
                        "mynetworks = 192.0.2.1\n"
                                + "relay_domains = away.test\n"
                                + "smtpd_peername_lookup = no\n"
                                + parameters.replace(" ; ", "\n")
                                + "\n"));
    }

    private void later(Duration time) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, ISO_8859_1);
                if (text.startsWith("# Mailroom remembers")) {
                    Files.writeString(
                            file,
                            MOMENT.matcher(text).replaceAll(it -> earlier(it.group(), time)),
                            ISO_8859_1);
                }
            }
        }
    }

    private static String earlier(String moment, Duration time) {
        return "" + (Long.parseLong(moment) - time.toSeconds());
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("mail.log"));
    }

    private static String rcpt(Mailroom server, String recipient) throws IOException {
        try (var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
            client.say("EHLO client.test");
            client.upTo("250 ");
            client.say("MAIL FROM:<a@client.test>");
            client.upTo("250 ");
            client.say("RCPT TO:<" + recipient + ">");
            return client.line();
        }
    }

    private static void greeted(Mailroom server) throws IOException {
        try (var client = new Peer(server.address("smtp"))) {
            client.upTo("220 ");
        }
    }

    @Test
    void knowsWhoHasBeenPutOff() throws IOException {
        String greylist = "greylist_enable = yes ; greylist_delay = 10m";
        try (Mailroom server = start(greylist)) {
            assertThat(rcpt(server, "demo@example.org")).startsWith("450 4.7.1 ");
        }
        later(Duration.ofMinutes(9));
        try (Mailroom server = start(greylist)) {
            assertThat(rcpt(server, "demo@example.org")).startsWith("450 4.7.1 ");
        }
        later(Duration.ofMinutes(1));
        try (Mailroom server = start(greylist)) {
            assertThat(rcpt(server, "demo@example.org")).isEqualTo("250 2.1.5 Ok");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    greylist_retry_window = 4d | 3 | 0
                    greylist_max_age = 40d     | 1 | 36
                    """)
    void knowsCorrespondentsWhoStayAwayAsLongAsItIsTold(
            String parameter, int daysToReturn, int daysAway) throws IOException {
        String greylist = "greylist_enable = yes ; " + parameter;
        try (Mailroom server = start(greylist)) {
            rcpt(server, "demo@example.org");
        }
        later(Duration.ofDays(daysToReturn));
        if (daysAway > 0) {
            try (Mailroom server = start(greylist)) {
                assertThat(rcpt(server, "demo@example.org")).isEqualTo("250 2.1.5 Ok");
            }
            later(Duration.ofDays(daysAway));
        }
        try (Mailroom server = start(greylist)) {
            assertThat(rcpt(server, "demo@example.org")).isEqualTo("250 2.1.5 Ok");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    postscreen_dnsbl_max_ttl = 3h        | 2h  | PASS OLD | 1
                    postscreen_dnsbl_ttl = 3h            | 2h  | PASS OLD | 1
                    postscreen_cache_retention_time = 1d | 48h | PASS NEW | 2
                    """)
    void asksListsAboutAClientAgain(String parameter, String away, String line, int times)
            throws IOException {
        try (var dns = RecordedDns.of("other.test. IN A 192.0.2.1")) {
            String lists =
                    "dns_servers = 127.0.0.1:%d ; postscreen_dnsbl_sites = list.test ; "
                                    .formatted(dns.address().getPort())
                            + parameter;
            try (Mailroom server = start(lists)) {
                greeted(server);
            }
            later(Duration.parse("PT" + away));
            try (Mailroom server = start(lists)) {
                greeted(server);
            }

            assertThat(dns.questions()).filteredOn("1.0.0.127.list.test. A"::equals).hasSize(times);
        }
        assertThat(log().stream().filter(it -> it.contains(" PASS ")).toList().getLast())
                .contains(line);
    }

    @Test
    void letsAClientWaitAgainNoSoonerThanItIsTold() throws IOException {
        String waits = "postscreen_greet_wait = 1 ; postscreen_greet_ttl = 2d";
        try (Mailroom server = start(waits)) {
            greeted(server);
        }
        later(Duration.ofHours(25));
        try (Mailroom server = start(waits);
                var client = new Peer(server.address("smtp"))) {
            assertThat(client.line()).startsWith("220 ");
        }
    }

    private Mailroom verifying(String parameter, String transport) throws IOException {
        return start(
                "smtpd_recipient_restrictions = reject_unverified_recipient ; "
                        + parameter
                        + " ; address_verify_relay_transport = "
                        + transport);
    }

    // First the address is asked for where it can be told, later where nobody knows
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    address_verify_positive_expire_time = 50d       | discard           | 40 | 250 2.1.5 Ok
                    address_verify_negative_expire_time = 5d        | error:5.1.1 never | 4  | 450 4.1.1 <b@away.test>: Recipient address rejected: undeliverable address: never
                    address_verify_map =                            | discard           | 0  | 450 4.1.1 <b@away.test>: Recipient address rejected: unverified address: later
                    address_verify_map = hash:$data_directory/asked | discard           | 1  | 250 2.1.5 Ok
                    """)
    void knowsOfAddressesAsLongAsItIsTold(
            String parameter, String transport, int days, String reply) throws IOException {
        try (Mailroom server = verifying(parameter, transport)) {
            rcpt(server, "b@away.test");
        }
        later(Duration.ofDays(days));
        try (Mailroom server = verifying(parameter, "retry:later")) {
            assertThat(rcpt(server, "b@away.test")).isEqualTo(reply);
        }
    }

    @Test
    void asksAgainForAnAddressThatWasRefusedWhenItIsTold() throws IOException {
        String parameter = "address_verify_negative_refresh_time = 1h";
        try (Mailroom server = verifying(parameter, "error:5.1.1 never")) {
            rcpt(server, "b@away.test");
        }
        later(Duration.ofHours(2));
        try (Mailroom server = verifying(parameter, "discard")) {
            assertThat(rcpt(server, "b@away.test")).endsWith("undeliverable address: never");

            await().until(() -> rcpt(server, "b@away.test").equals("250 2.1.5 Ok"));
        }
    }

    @Test
    void asksAgainForAnAddressThatIsGoodWhenItIsTold() throws IOException {
        String parameter = "address_verify_positive_refresh_time = 30d";
        for (int i = 0; i < 2; i++) {
            try (Mailroom server = verifying(parameter, "discard")) {
                assertThat(rcpt(server, "b@away.test")).isEqualTo("250 2.1.5 Ok");
            }
            later(Duration.ofDays(20));
        }
        try (Mailroom server = verifying(parameter, "retry:later")) {
            assertThat(rcpt(server, "b@away.test")).endsWith("unverified address: later");
        }
    }
}
