// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.Certificates;
import org.mailroom.core.tls.Certificates.Wish;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;

class TlsPoliciesTest {
    private final Tables tables = Tables.of("hash", Set.of(), _ -> {});

    @ParameterizedTest
    @CsvSource({
        "example.test, ENCRYPT",
        "EXAMPLE.test, ENCRYPT",
        "sub.example.test, VERIFY",
        "deep.sub.example.test, VERIFY",
        "[mx.example.test]:587, SECURE",
        // Verbatim: brackets and port are part of the key
        "[mx.example.test], MAY",
        "mx.example.test:587, MAY",
        "other.test, MAY"
    })
    void findsTheNextHopAsItIsWritten(String nexthop, ClientTlsLevel level) {
        var policies =
                policies(
                        "inline:{example.test=encrypt .example.test=verify"
                                + " [mx.example.test]:587=secure}");

        assertThat(found(policies, nexthop).level()).isEqualTo(level);
    }

    @Test
    void takesFromTheConfigurationWhatThePolicyDoesNotSay() {
        assertThat(found(policies("static:secure"), "x.test").match())
                .containsExactly("nexthop", "dot-nexthop");
        assertThat(
                        found(policies("static:{secure match=a.test:.b.test match=c.test}"), "x")
                                .match())
                .containsExactly("a.test", ".b.test", "c.test");
        var policy = found(policies("static:{encrypt protocols=>=TLSv1.3 servername=n.test}"), "x");
        assertThat(policy.protocols()).containsExactly("TLSv1.3");
        assertThat(policy.serverName("host.test", "hop.test")).isEqualTo("n.test");
    }

    @Test
    void readsAFileOfTrustAnchors(@TempDir Path folder) throws Exception {
        var root = Certificates.selfMade(Wish.authority("Root"));
        String text = Base64.getEncoder().encodeToString(root.certificate().getEncoded());
        Path file =
                Files.writeString(
                        folder.resolve("root.pem"),
                        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                                .formatted(text));

        assertThat(found(policies("static:{secure tafile=" + file + "}"), "x").anchors())
                .hasValue(TrustAnchors.of(List.of(file)));
        assertThat(policies("static:{secure tafile=" + folder + "/none}").find("x"))
                .asString()
                .contains("cannot read " + folder + "/none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"static:{may protocols=SSLv3}", "static:secret", "fail:x"})
    void guessesNothing(String table) {
        assertThat(policies(table).find("example.test")).isInstanceOf(PolicyFound.Fault.class);
    }

    // Each fingerprint has colons
    @Test
    void readsSeveralFingerprints() {
        var policy = found(policies("static:{fingerprint match=AA:BB|CC:DD match=EE:FF}"), "x");

        assertThat(policy.match()).containsExactly("AA:BB", "CC:DD", "EE:FF");
    }

    @Test
    void tellsOnceThatDaneHasNoEffect() {
        assertThat(told("static:dane"))
                .containsExactly(
                        "dane in smtp_tls_policy_maps acts as may without"
                                + " smtp_dns_support_level = dnssec");
    }

    @Test
    void tellsOnceWhatHasNoEffect() {
        assertThat(told("static:{encrypt exclude=aNULL exclude=RC4 ciphers=high}"))
                .containsExactly(
                        "exclude has no effect in smtp_tls_policy_maps",
                        "ciphers has no effect in smtp_tls_policy_maps");
    }

    /// What the log has after two look-ups.
    private List<String> told(String table) {
        var log = (Logger) LoggerFactory.getLogger(TlsPolicies.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        var policies = policies(table);

        found(policies, "a.test");
        found(policies, "b.test");

        log.detachAppender(lines);
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|TLSv1.3 TLSv1.2",
                ">=TLSv1|TLSv1.3 TLSv1.2",
                "!SSLv2, !SSLv3|TLSv1.3 TLSv1.2",
                ">=TLSv1.3|TLSv1.3",
                "<=TLSv1.2|TLSv1.2",
                "tlsv1.2|TLSv1.2",
                "TLSv1:TLSv1.1:TLSv1.2|TLSv1.2",
                "!TLSv1.3|TLSv1.2"
            })
    void readsVersions(String text, String versions) {
        assertThat(Protocols.parse(text)).containsExactly(versions.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSLv3", "<=TLSv1.1", "TLS", ">TLSv1.2", "!TLSv1.2 !TLSv1.3", "="})
    void refusesWhatLeavesNothing(String text) {
        assertThatThrownBy(() -> Protocols.parse(text)).isInstanceOf(ConfigException.class);
    }

    private TlsPolicies policies(String table) {
        return new TlsPolicies(
                ClientTlsLevel.MAY,
                PolicyDefaults.POSTFIX,
                tables.openAll(List.of(table)),
                Proofs.UNASKED);
    }

    private static TlsPolicy found(TlsPolicies policies, String nexthop) {
        var found = policies.find(nexthop);
        assertThat(found).isInstanceOf(PolicyFound.Policy.class);
        return ((PolicyFound.Policy) found).policy();
    }
}
