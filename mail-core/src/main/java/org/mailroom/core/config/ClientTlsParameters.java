// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// TLS of a client of this server, `smtp` or `lmtp`.
public record ClientTlsParameters(
        Parameter<ClientTlsLevel> level,
        Parameter<List<String>> policyMaps,
        Parameter<Boolean> wrapperMode,
        Matching matching,
        Own own,
        Parameter<String> protocols,
        Parameter<String> mandatoryProtocols,
        Parameter<String> serverName,
        Parameter<Duration> starttlsTimeout,
        Parameter<RequireTls> requireTls,
        Parameter<Integer> logLevel,
        Parameter<Boolean> logStatus) {
    static final Chapter CHAPTER = new Chapter("TLS with other servers");

    public static final ClientTlsParameters SMTP = declare("smtp");
    public static final ClientTlsParameters LMTP = declare("lmtp");

    public static final Parameter<InsecureExchangerPolicy> DANE_INSECURE_MX_POLICY =
            CHAPTER.add(
                    "smtp_tls_dane_insecure_mx_policy",
                    Type.oneOf(InsecureExchangerPolicy.class),
                    "${{$smtp_tls_security_level} == {dane} ? {dane} : {may}}",
                    """
                    What TLSA records are good for at level `dane` where the MX record that names the \
                    server is not proven: `may` nothing, `encrypt` that there has to be TLS, `dane` that \
                    the certificate has to be the right one; the log has it as `Trusted`, not `Verified`.\
                    """);

    public static final Parameter<List<String>> TLS_DANE_DIGESTS =
            CHAPTER.add(
                    "tls_dane_digests",
                    Type.list(),
                    "sha512 sha256",
                    """
                    The digests that TLSA records may have, the best one first: of several digests of \
                    one thing the best counts.\
                    """);

    /// Whose certificate is the right one.
    public record Matching(
            Parameter<Optional<Path>> caFile,
            Parameter<Optional<Path>> caPath,
            Parameter<List<Path>> anchors,
            Parameter<List<String>> verify,
            Parameter<List<String>> secure,
            Parameter<List<String>> fingerprint,
            Parameter<String> digest) {}

    /// What the client shows of itself.
    public record Own(Parameter<List<Path>> chainFiles, Pair usual, Pair ofCurve) {}

    /// Where a certificate is, and its key.
    public record Pair(Parameter<String> certificate, Parameter<String> key) {}

    private static Parameter<RequireTls> requireTls(String client) {
        boolean within = client.equals("lmtp");
        return CHAPTER.add(
                Parameter.of(
                                client + "_requiretls_policy",
                                Type.oneOf(RequireTls.class),
                                within ? "opportunistic" : "enforce",
                                """
                                What becomes of mail whose sender has asked for REQUIRETLS (RFC 8689). \
                                `enforce`: it goes only to servers that offer REQUIRETLS, with a \
                                certificate that a trusted authority made for their name (or what a \
                                stricter policy wants); where there is none, it is returned (5.7.30). \
                                `opportunistic`: as other mail, with the demand for those that \
                                understand it. `disable`: as other mail.\
                                """)
                        .differs(
                                """
                                Postfix also has `opportunistic+starttls`, and tables. The names of \
                                mail exchangers are believed without DNSSEC.\
                                """));
    }

    private static ClientTlsParameters declare(String client) {
        String tls = client + "_tls_";
        return new ClientTlsParameters(
                CHAPTER.add(
                        tls + "security_level",
                        Type.oneOf(ClientTlsLevel.class, ClientTlsLevel.NONE),
                        "may",
                        """
                        How mail is protected: `none` never, `may` where the other server can, \
                        `encrypt` always, `fingerprint`, `verify` and `secure` always and with the right \
                        certificate; `dane` with the certificate that TLSA records of the server name \
                        where it has some (RFC 7672), else as `may`, `dane-only` always with such a one. \
                        The two need `%s_dns_support_level = dnssec` and a name server that validates.\
                        """
                                .formatted(client)),
                CHAPTER.add(
                        tls + "policy_maps",
                        Type.tables(),
                        "",
                        """
                        Tables with a level for a next hop, as the route writes it, or for a domain \
                        and `.domain` for all below it. `match=`, `protocols=`, `servername=` \
                        and `tafile=` may follow the level.\
                        """),
                CHAPTER.add(
                        tls + "wrappermode",
                        Type.yesNo(),
                        "no",
                        """
                        Whether TLS begins with the connection, as on port 465. It needs the level \
                        `encrypt` or more.\
                        """),
                matching(tls),
                own(tls),
                protocols(tls + "protocols", "where TLS is not mandatory"),
                protocols(tls + "mandatory_protocols", "where TLS is mandatory"),
                CHAPTER.add(
                        Parameter.of(
                                        tls + "servername",
                                        Type.text(),
                                        "",
                                        """
                                        The name that the other server is asked for (SNI): `hostname`, \
                                        `nexthop`, or a name.\
                                        """)
                                .differs(
                                        """
                                        Empty is as `hostname`: a server that needs no name is not \
                                        disturbed by it.\
                                        """)),
                CHAPTER.add(
                        client + "_starttls_timeout",
                        Type.duration('s', Duration.ofSeconds(1)),
                        "300s",
                        """
                        How long the answer to STARTTLS and the handshake may take.\
                        """),
                requireTls(client),
                CHAPTER.add(
                        Parameter.of(
                                        tls + "loglevel",
                                        Type.number(0, 4),
                                        "0",
                                        """
                                        What is logged of TLS with other servers. 1: each session, with its \
                                        version and cipher; 2: also when a handshake begins, why it has \
                                        failed, and whose certificate the server has shown.\
                                        """)
                                .differs(TlsParameters.DUMPS)),
                CHAPTER.add(
                        Parameter.of(
                                        client + "_log_tls_feature_status",
                                        Type.yesNo(),
                                        "no",
                                        """
                                        Whether the line about a delivery tells the level as `tls=`: \
                                        with `:none` where mail went in clear, with `!` where the \
                                        level could not be had, with `?` where it did not come to \
                                        that.\
                                        """)
                                .differs(
                                        """
                                        Postfix 3.11 has `yes`; log tools that are older do not know \
                                        the field.\
                                        """)));
    }

    private static Matching matching(String tls) {
        return new Matching(
                CHAPTER.add(
                        tls + "CAfile",
                        Type.optionalPath(),
                        "",
                        """
                        A file with the certificates of authorities, in PEM form.\
                        """),
                CHAPTER.add(
                        tls + "CApath",
                        Type.optionalPath(),
                        "",
                        """
                        A directory with files as those of `%sCAfile`, such as `/etc/ssl/certs`.\
                        """
                                .formatted(tls)),
                CHAPTER.add(
                        Parameter.of(
                                        tls + "trust_anchor_file",
                                        Type.paths(),
                                        "",
                                        """
                                        Files with certificates or public keys of authorities, in PEM \
                                        form, that alone are trusted where there are any: those of \
                                        `%1$sCAfile` and `%1$sCApath` are not then. They need not be roots. \
                                        A policy has its own with `tafile=`.\
                                        """
                                                .formatted(tls))
                                .differs(
                                        """
                                        A certificate among them that has expired vouches for nobody.\
                                        """)),
                CHAPTER.add(
                        tls + "verify_cert_match",
                        Type.list(),
                        "hostname",
                        """
                        The names that a certificate must be for at level `verify`: `hostname`, \
                        `nexthop`, `dot-nexthop` (all below it), names, `.domains`.\
                        """),
                CHAPTER.add(
                        tls + "secure_cert_match",
                        Type.list(),
                        "nexthop, dot-nexthop",
                        """
                        The same for level `secure`.\
                        """),
                CHAPTER.add(
                        tls + "fingerprint_cert_match",
                        Type.list(),
                        "",
                        """
                        The fingerprints of certificates or of their public keys for level \
                        `fingerprint`.\
                        """),
                CHAPTER.add(
                        tls + "fingerprint_digest",
                        Type.word("the name of a digest, such as sha256"),
                        "sha256",
                        """
                        How fingerprints are made: `sha256`, `sha512`, `sha1`, `md5`.\
                        """));
    }

    private static Own own(String tls) {
        return new Own(
                CHAPTER.add(
                        tls + "chain_files",
                        Type.paths(),
                        "",
                        """
                        Files with keys and certificates for servers that ask for one, in PEM \
                        form, each key first. Few do.\
                        """),
                pair(tls, "", "The file with such certificates; `none` is the same as empty."),
                pair(
                        tls,
                        "ec",
                        """
                        A file with further such certificates, where those of `%scert_file` are of \
                        RSA and these are of an elliptic curve. A server sees these if it can use them.\
                        """
                                .formatted(tls)));
    }

    private static Pair pair(String tls, String kind, String doc) {
        String certificate = tls + kind + "cert_file";
        return new Pair(
                CHAPTER.add(certificate, Type.text(), "", doc),
                CHAPTER.add(
                        tls + kind + "key_file",
                        Type.text(),
                        "$" + certificate,
                        "The file with the key for `%s`.".formatted(certificate)));
    }

    private static Parameter<String> protocols(String name, String where) {
        return CHAPTER.add(
                Parameter.of(
                                name,
                                Type.text(),
                                ">=TLSv1",
                                """
                                The versions of TLS that are used %s, such as `>=TLSv1.3`.\
                                """
                                        .formatted(where))
                        .differs("There are TLSv1.2 and TLSv1.3 only (RFC 8996)."));
    }
}
