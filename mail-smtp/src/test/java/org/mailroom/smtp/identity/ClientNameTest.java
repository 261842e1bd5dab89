// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.smtp.identity.ClientName.Finding;

import java.net.InetAddress;

class ClientNameTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void doesNotTakeTheOtherFamilyForAnAnswer() {
        try (var dns =
                        RecordedDns.of(
                                        "1.2.0.192.in-addr.arpa. IN PTR client.test.",
                                        "client.test. IN AAAA 2001:db8::1",
                                        "client.test. IN A 192.0.2.1")
                                .failingQuestion("client.test. A");
                var resolver = new DnsResolver(dns.settings())) {
            assertThat(ClientName.of(CLIENT, resolver).confirmedBy()).isEqualTo(Finding.UNSURE);
        }
    }
}
