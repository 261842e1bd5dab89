// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.SelfMadeCertificate;
import org.mailroom.server.FreePort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `ldap:` tables in a real OpenLDAP, also by TLS. Needs the package `slapd`.
@Tag("interop")
class OpenLdapTest {
    private static final String SETTINGS =
            """
            search_base = dc=example,dc=org
            query_filter = (&(objectClass=inetOrgPerson)(mail=%s))
            result_attribute = title
            bind_dn = cn=mailroom,dc=example,dc=org
            """;

    @TempDir Path folder;

    private OtherServer server;
    private int tlsPort;
    private SSLContext trustBefore;

    @BeforeEach
    void start() throws Exception {
        trustBefore = SSLContext.getDefault();
        tlsPort = FreePort.find();
        server = new OtherServer(folder);
        var certificate = SelfMadeCertificate.in(folder, List.of("localhost"), Instant.now());
        String configuration =
                server.write(
                        "slapd.conf",
                        """
                        include /etc/ldap/schema/core.schema
                        include /etc/ldap/schema/cosine.schema
                        include /etc/ldap/schema/inetorgperson.schema
                        modulepath /usr/lib/ldap
                        moduleload back_mdb
                        TLSCertificateFile %s
                        TLSCertificateKeyFile %s
                        database mdb
                        maxsize 10485760
                        directory %s
                        suffix dc=example,dc=org
                        rootdn cn=mailroom,dc=example,dc=org
                        rootpw secret
                        """
                                .formatted(
                                        server.write(
                                                "cert.pem", Files.readString(certificate.chain())),
                                        server.write(
                                                "key.pem", Files.readString(certificate.key())),
                                        server.folder()));
        String entries =
                server.write(
                        "entries.ldif",
                        """
                        dn: dc=example,dc=org
                        objectClass: domain
                        dc: example

                        dn: cn=ann,dc=example,dc=org
                        objectClass: inetOrgPerson
                        cn: ann
                        sn: ann
                        mail: ann@example.org
                        title: ann@example.net
                        """);
        server.run(Path.of("/usr/sbin/slapadd"), "-f", configuration, "-l", entries);
        server.start(
                Path.of("/usr/sbin/slapd"),
                "-d0",
                "-f",
                configuration,
                "-h",
                "ldaps://127.0.0.1:%d ldap://127.0.0.1:%d".formatted(tlsPort, server.port()));
        trust(certificate.chain());
    }

    /// Tables believe whom the JVM believes.
    private static void trust(Path chain) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(chain)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var judges = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        judges.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, judges.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(trustBefore);
        server.close();
    }

    private LookupTable open(String host, String more) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("table.cf"),
                        "server_host = %s\n%s%s\n".formatted(host, SETTINGS, more));
        return Tables.of("hash", Set.of(), _ -> {}).open("ldap:" + file);
    }

    private String inClear(String host) {
        return "ldap://%s:%d".formatted(host, server.port());
    }

    private String byTls(String host) {
        return "ldaps://%s:%d".formatted(host, tlsPort);
    }

    private static void assertFindsAnn(LookupTable table) {
        assertThat(table.find("ann@example.org")).isEqualTo(new Lookup.Found("ann@example.net"));
        assertThat(table.find("*")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void findsInClear() throws IOException {
        assertFindsAnn(open(inClear("localhost"), "bind_pw = secret"));
    }

    @Test
    void findsByTls() throws IOException {
        assertFindsAnn(open(byTls("localhost"), "bind_pw = secret"));
    }

    @Test
    void findsAfterStartTls() throws IOException {
        assertFindsAnn(open(inClear("localhost"), "bind_pw = secret\nstart_tls = yes"));
    }

    @Test
    void failsWhereTheCertificateIsForAnotherName() throws IOException {
        for (LookupTable table :
                List.of(
                        open(byTls("127.0.0.1"), "bind_pw = secret"),
                        open(inClear("127.0.0.1"), "bind_pw = secret\nstart_tls = yes"))) {
            assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);
        }
    }

    @Test
    void failsWhereNobodyVouchesForTheCertificate() throws IOException {
        SSLContext.setDefault(trustBefore);

        for (LookupTable table :
                List.of(
                        open(byTls("localhost"), "bind_pw = secret"),
                        open(inClear("localhost"), "bind_pw = secret\nstart_tls = yes"))) {
            assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);
        }
    }

    @Test
    void failsWhereTheLoginIsWrong() throws IOException {
        assertThat(open(byTls("localhost"), "bind_pw = wrong").find("ann@example.org"))
                .isInstanceOf(Lookup.Failed.class);
    }
}
