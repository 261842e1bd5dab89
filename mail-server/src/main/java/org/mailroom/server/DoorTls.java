// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.CipherGrade;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ServerTlsLevel;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.TlsParameters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;
import org.mailroom.core.table.Tables;
import org.mailroom.core.tls.Ciphers;
import org.mailroom.core.tls.ServerTerms;
import org.mailroom.core.tls.ServerTls;
import org.mailroom.smtp.tlspolicy.Protocols;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// From `main.cf` to TLS at each door: the certificates are the same, the terms are of the service.
///
/// @param services by their names
/// @param handshakes how long those of the SMTP services may take
record DoorTls(Map<String, ServerTls> services, Map<String, Duration> handshakes) {
    private static final Duration USUAL_HANDSHAKE = Duration.ofSeconds(30);

    // RFC 7301: what IANA calls them; none is registered for SMTP and LMTP
    private static final Map<String, String> PROTOCOLS =
            Map.of(
                    "smtp", "smtp",
                    "lmtp", "lmtp",
                    "submission", "smtp",
                    "submissions", "smtp",
                    "imap", "imap",
                    "imaps", "imap",
                    "pop3", "pop3",
                    "pop3s", "pop3");

    // Whose sessions show a password
    private static final Set<String> FOR_USERS =
            Set.of("submission", "submissions", "imap", "imaps", "pop3", "pop3s");

    DoorTls {
        services = Map.copyOf(services);
        handshakes = Map.copyOf(handshakes);
    }

    /// @throws org.mailroom.core.config.ConfigException when something that it names cannot be used
    static DoorTls of(MainCf main, Tables tables, ServerTls certificates) {
        List<LookupTable> maps = main.use(TlsParameters.TLS_SERVER_SNI_MAPS, tables::openAll);
        main.use(TlsParameters.TLS_SERVER_SNI_MAPS, _ -> check(maps));
        ServerTls named =
                maps.isEmpty() ? certificates : certificates.with(name -> files(maps, name));
        var byTerms = new HashMap<ServerTerms, ServerTls>();
        var services = new HashMap<String, ServerTls>();
        var protocols = new HashMap<>(PROTOCOLS);
        SmtpForm.further(main).forEach(form -> protocols.put(form.name(), "smtp"));
        protocols.forEach(
                (name, protocol) ->
                        services.put(
                                name,
                                byTerms.computeIfAbsent(terms(main, name, protocol), named::with)));
        return new DoorTls(services, handshakes(main));
    }

    private static Map<String, Duration> handshakes(MainCf main) {
        return SmtpForm.all(main).stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                SmtpForm::name,
                                form ->
                                        main.get(
                                                TlsParameters.SMTPD_STARTTLS_TIMEOUT,
                                                form.service())));
    }

    // What a table cannot tell beforehand shows when a client asks for it
    private static int check(List<LookupTable> maps) {
        int checked = 0;
        for (LookupTable table : maps) {
            for (var entry : table.listing().orElse(Map.of()).entrySet()) {
                try {
                    ServerTls.of(paths(entry.getValue()));
                    checked++;
                } catch (ConfigException e) {
                    throw new ConfigException(
                            "%s: %s: %s".formatted(table.spec(), entry.getKey(), e.getMessage()));
                }
            }
        }
        return checked;
    }

    private static List<Path> paths(String value) {
        return Arrays.stream(value.split("[,\\s]+", -1)).map(Path::of).toList();
    }

    /// TLS of a service; that of the SMTP server where it is no longer declared.
    ServerTls of(String service) {
        return Objects.requireNonNull(services.getOrDefault(service, services.get("smtp")));
    }

    /// How long a handshake of a service may take that begins with the connection.
    Duration handshake(String service) {
        return handshakes.getOrDefault(service, USUAL_HANDSHAKE);
    }

    private static ServerTerms terms(MainCf main, String name, String protocol) {
        ServiceName service = ServiceName.server(name);
        boolean optional =
                !FOR_USERS.contains(name)
                        && !main.get(TlsParameters.SMTPD_TLS_WRAPPERMODE, service)
                        && main.get(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, service)
                                != ServerTlsLevel.ENCRYPT;
        Parameter<String> versions =
                optional
                        ? TlsParameters.SMTPD_TLS_PROTOCOLS
                        : TlsParameters.SMTPD_TLS_MANDATORY_PROTOCOLS;
        Parameter<CipherGrade> grade =
                optional
                        ? TlsParameters.SMTPD_TLS_CIPHERS
                        : TlsParameters.SMTPD_TLS_MANDATORY_CIPHERS;
        var excluded = new ArrayList<>(main.get(TlsParameters.SMTPD_TLS_EXCLUDE_CIPHERS, service));
        if (!optional) {
            excluded.addAll(main.get(TlsParameters.SMTPD_TLS_MANDATORY_EXCLUDE_CIPHERS, service));
        }
        List<String> ciphers = Ciphers.of(main.get(grade, service), excluded);
        return new ServerTerms(
                main.use(versions, service, text -> usable(Protocols.parse(text), ciphers)),
                ciphers,
                Optional.of(protocol),
                asksForCertificates(main, service, optional)
                        ? ServerTerms.Certificates.ASKED_FOR
                        : ServerTerms.Certificates.NOT_ASKED_FOR);
    }

    private static List<String> usable(List<String> versions, List<String> ciphers) {
        if (ciphers.isEmpty() && !versions.contains("TLSv1.3")) {
            throw new ConfigException(
                    "there is no cipher left for TLSv1.2: all are in smtpd_tls_exclude_ciphers");
        }
        return versions;
    }

    private static boolean asksForCertificates(MainCf main, ServiceName service, boolean optional) {
        boolean opens = !main.get(AccountParameters.LOGIN_CLIENTCERTS).isEmpty();
        return main.get(TlsParameters.SMTPD_TLS_ASK_CCERT, service)
                || (!optional && (opens || main.get(TlsParameters.SMTPD_TLS_REQ_CCERT, service)));
    }

    // The name itself, then what stands for all below a domain
    private static List<Path> files(List<LookupTable> maps, String name) {
        for (String key = name; !key.isEmpty(); key = parent(key)) {
            for (LookupTable table : maps) {
                switch (table.find(key)) {
                    case Lookup.Found(var value) -> {
                        return paths(value);
                    }
                    case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
                    case Lookup.NotFound() -> {}
                }
            }
        }
        return List.of();
    }

    // .example.net for mail.example.net, .net for .example.net
    private static String parent(String key) {
        int dot = key.indexOf('.', 1);
        return dot < 0 ? "" : key.substring(dot);
    }
}
