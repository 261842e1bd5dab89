// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Zones of NSD as Unbound sees them, who validates: one that is signed, `plain.test` that is not,
/// and `forged.test` that should be. Needs the packages `nsd`, `unbound` and `ldnsutils`.
record ValidatingNames(Nsd nsd, InetSocketAddress address, Process unbound)
        implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/unbound");
    private static final String BEGIN =
            """
            $TTL 300
            @ IN SOA ns postmaster 1 3600 900 86400 300
            @ IN NS ns
            ns IN A 127.0.0.1
            """;
    private static final String OTHERS =
            """
            @ IN MX 10 mx
            mx IN A 127.0.0.1
            """;

    /// @param records those of the zone that is signed
    static ValidatingNames start(Path parent, String domain, String records) throws Exception {
        assertThat(PROGRAM).as("Unbound can run: install Debian's package unbound").isExecutable();
        Path folder = Files.createDirectory(parent.resolve("names"));
        Path zone = Files.writeString(folder.resolve("zone"), origin(domain) + records);
        var tools = new Program("ldns-keygen", "ldnsutils", folder);
        String key = tools.run("-r", "/dev/urandom", "-a", "ECDSAP256SHA256", "-k", domain).strip();
        new Program("ldns-signzone", "ldnsutils", folder)
                .run("-f", folder.resolve("signed").toString(), zone.toString(), key);
        Nsd nsd =
                Nsd.start(
                        folder,
                        Map.of(
                                domain,
                                Files.readString(folder.resolve("signed")),
                                "plain.test",
                                origin("plain.test") + OTHERS,
                                "forged.test",
                                origin("forged.test") + OTHERS));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Nsd.freePort());
        String anchor = Files.readString(folder.resolve(key + ".ds")).strip();
        Path file =
                Files.writeString(
                        folder.resolve("unbound.conf"),
                        configuration(address, folder, anchor)
                                + stub(domain, nsd)
                                + stub("plain.test", nsd)
                                + stub("forged.test", nsd));
        Process unbound =
                Nsd.start(
                        address,
                        folder.resolve("unbound.out"),
                        PROGRAM.toString(),
                        "-d",
                        "-c",
                        file.toString());
        return new ValidatingNames(nsd, address, unbound);
    }

    private static String origin(String domain) {
        return "$ORIGIN " + domain + ".\n" + BEGIN;
    }

    private static String stub(String domain, Nsd nsd) {
        return """
        stub-zone:
          name: %s
          stub-addr: 127.0.0.1@%d
        """
                .formatted(domain, nsd.address().getPort());
    }

    private static String configuration(InetSocketAddress address, Path folder, String anchor) {
        return """
        server:
          interface: 127.0.0.1@%1$d
          do-daemonize: no
          do-ip6: no
          username: ""
          chroot: ""
          directory: "%2$s"
          pidfile: ""
          use-syslog: no
          module-config: "validator iterator"
          do-not-query-localhost: no
          local-zone: "test." nodefault
          trust-anchor: "%3$s"
          trust-anchor: "forged.test. IN DS 49230 13 2 %4$s"
        remote-control:
          control-enable: no
        """
                .formatted(address.getPort(), folder, anchor.replace('\t', ' '), "be47".repeat(16));
    }

    @Override
    public void close() {
        unbound.destroy();
        unbound.onExit().join();
        nsd.close();
    }
}
