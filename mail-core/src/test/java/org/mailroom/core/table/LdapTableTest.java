// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.OperationType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.config.ConfigException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

class LdapTableTest {
    private static final String BIND =
            """
            bind_dn = cn=mailroom
            bind_pw = secret
            """;

    @TempDir Path folder;

    private final AtomicInteger binds = new AtomicInteger();
    private InMemoryDirectoryServer server;

    @BeforeEach
    void start() throws Exception {
        var config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.addAdditionalBindCredentials("cn=mailroom", "secret");
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        config.setSchema(null);
        config.addInMemoryOperationInterceptor(
                new InMemoryOperationInterceptor() {
                    @Override
                    public void processSimpleBindRequest(
                            InMemoryInterceptedSimpleBindRequest bind) {
                        binds.incrementAndGet();
                    }
                });
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig(
                        "plain", InetAddress.getLoopbackAddress(), 0, null));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        server.add("dn: ou=people,dc=example,dc=org", "objectClass: top", "ou: people");
        person("ann", "ann@example.org", "ann@example.net", "anna@example.org");
        person("o(ne)*", "star*@example.org", "one@example.net");
        person("none", "none@example.org");
        server.startListening();
    }

    private void person(String uid, String mail, String... targets) throws Exception {
        server.add(
                "dn: uid=" + uid + ",ou=people,dc=example,dc=org",
                "objectClass: top",
                "uid: " + uid,
                "mail: " + mail);
        for (String target : targets) {
            server.modify(
                    "dn: uid=" + uid + ",ou=people,dc=example,dc=org",
                    "changetype: modify",
                    "add: maildrop",
                    "maildrop: " + target);
        }
    }

    @AfterEach
    void stop() {
        server.shutDown(true);
    }

    private LookupTable open(String settings) throws IOException {
        return openAt("127.0.0.1:" + server.getListenPort(), settings);
    }

    private LookupTable openAt(String place, String settings) throws IOException {
        Path file = folder.resolve("table.cf");
        Files.writeString(file, "server_host = " + place + "\n" + settings);
        return Tables.of("hash", Set.of(), _ -> {}).open("ldap:" + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    ann@example.org | mail=%s | ann@example.net,anna@example.org
                    ANN@example.org | (&(objectClass=top)(uid=%u)) | ann@example.net,anna@example.org
                    who@example.org | mail=%s | -
                    none@example.org | mail=%s | -
                    ann | mail=%u@%d | -
                    a* | uid=%s | -
                    * | uid=%s | -
                    star*@example.org | mail=%s | one@example.net
                    o(ne)* | uid=%s | one@example.net
                    *)(objectClass=top | (&(uid=%s)) | -
                    """)
    void searchesWithTheKeyInItsPlace(String key, String filter, String result) throws IOException {
        LookupTable table =
                open(BIND + "search_base = dc=example,dc=org\nquery_filter = " + filter);

        assertThat(table.find(key))
                .isEqualTo(result == null ? Lookup.NOT_FOUND : new Lookup.Found(result));
    }

    @Test
    void findsTheEntryThatTheKeyNames() throws IOException {
        LookupTable table =
                open(
                        BIND
                                + """
                                search_base = uid=%u,ou=people,dc=%2,dc=%1
                                query_filter = objectClass=*
                                scope = base
                                result_attribute = uid, mail
                                result_format = <%s>
                                """);

        assertThat(table.find("ann@example.org"))
                .isEqualTo(new Lookup.Found("<ann>,<ann@example.org>"));
        assertThat(table.find("who@example.org")).isEqualTo(Lookup.NOT_FOUND);
        assertThat(table.find("ann,ou=people@example.org")).isEqualTo(Lookup.NOT_FOUND);
    }

    @Test
    void failsOverTheLimitOfValues() throws IOException {
        LookupTable table =
                open(
                        BIND
                                + """
                                search_base = dc=example,dc=org
                                query_filter = mail=%s
                                expansion_limit = 1
                                """);

        for (int i = 0; i < 3; i++) {
            assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);
            assertThat(table.find("star*@example.org"))
                    .isEqualTo(new Lookup.Found("one@example.net"));
        }
        assertThat(binds).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bind = no; search_base = dc=example,dc=org
                    bind_dn = cn=mailroom; bind_pw = wrong; search_base = dc=example,dc=org
                    bind_dn = cn=mailroom; bind_pw = secret; search_base = dc=missing
                    bind_dn = cn=mailroom; bind_pw = secret; search_base = dc=example,dc=org; start_tls = yes
                    """)
    void failsWhereNothingCanBeSaid(String settings) throws IOException {
        LookupTable table = open(settings.replace("; ", "\n") + "\nquery_filter = mail=%s");

        assertThat(table.find("ann@example.org"))
                .isInstanceOfSatisfying(
                        Lookup.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith(table.spec() + ": "));
    }

    @Test
    void asksTheNextServerWhenTheFirstIsAway() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        LookupTable table =
                openAt(
                        "ldap://127.0.0.1:%d ldap://127.0.0.1:%d/"
                                .formatted(closed, server.getListenPort()),
                        BIND + "search_base = dc=example,dc=org\nquery_filter = mail=%s");

        assertThat(table.find("star*@example.org")).isEqualTo(new Lookup.Found("one@example.net"));
    }

    @Test
    void failsWhileTheServerIsAwayAndIsThereAgainLater() throws Exception {
        LookupTable table = open(BIND + "search_base = dc=example,dc=org\nquery_filter = mail=%s");
        int port = server.getListenPort();
        assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Found.class);

        server.shutDown(true);
        assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);

        server.startListening();
        assertThat(server.getListenPort()).isEqualTo(port);
        assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void failsWhenNoAnswerComes() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LookupTable table =
                    openAt(
                            "127.0.0.1:" + silent.getLocalPort(),
                            "timeout = 1\nsearch_base = dc=example,dc=org");

            assertThat(table.find("ann@example.org")).isInstanceOf(Lookup.Failed.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    scope = sub | search_base is not set: expected the DN where to search
                    search_base = x; query_filter = (mail=%s | line 3: query_filter = (mail=%s: expected a filter as (&(mail=%s)(active=TRUE))
                    search_base = %x | line 2: search_base = %x: expected after each % one of s u d S U D 1 to 9, or another %
                    search_base = x; scope = all | line 3: scope = all: expected one of base, one, sub
                    search_base = x; start_tls = on | line 3: start_tls = on: expected one of no, yes
                    search_base = x; timeout = 0 | line 3: timeout = 0: expected a number from 1
                    search_base = x; server_host = ldapi://%2Frun | line 3: server_host = ldapi://%2Frun: expected host, host:port, ldap://host:port or ldaps://host
                    search_base = x; special_result_attribute = member | line 3: special_result_attribute = member: members of groups are not looked up yet: remove it
                    """)
    void tellsFileLineAndWhatWasExpected(String settings, String fault) {
        assertThatThrownBy(() -> open(settings.replace("; ", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("table.cf") + ", " + fault);
    }
}
