// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Certificates, and who must use TLS.
public final class TlsParameters {
    static final Chapter CHAPTER = new Chapter("TLS");

    static final String DUMPS =
            """
            Levels 3 and 4 are as 2: what goes over the wire is not dumped, as passwords and mail are in it.\
            """;

    public static final Parameter<ServerTlsLevel> SMTPD_TLS_SECURITY_LEVEL =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_tls_security_level",
                                    Type.oneOf(ServerTlsLevel.class, ServerTlsLevel.NONE),
                                    "${{$smtpd_enforce_tls} == {yes} ? {encrypt} :"
                                            + " {${{$smtpd_use_tls} == {yes} ? {may}}}}",
                                    """
                                    Whether clients of the SMTP server can use TLS: `none`, `may`, or \
                                    `encrypt` for those who must. Empty is `none`.\
                                    """)
                            .differs(
                                    """
                                    It is `encrypt` for submission, unless that is given a value of its own.\
                                    """));

    public static final Parameter<Boolean> SMTPD_TLS_WRAPPERMODE =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_tls_wrappermode",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether TLS begins with the connection, and not with STARTTLS (RFC 8314 \
                                    §3.3): for a service that has a port of its own, such as \
                                    `10465/inet/smtpd_tls_wrappermode = yes`. Then \
                                    `smtpd_tls_security_level` is `encrypt`.\
                                    """)
                            .differs(
                                    """
                                    It is `yes` for submissions, unless that is given a value of its own, and \
                                    `no` for LMTP.\
                                    """)
                            .atStart());

    public static final Parameter<List<Path>> SMTPD_TLS_CHAIN_FILES =
            CHAPTER.add(
                    "smtpd_tls_chain_files",
                    Type.paths(),
                    "",
                    """
                    Files with the key and the certificates of this server in PEM form, key \
                    first. They serve all protocols.\
                    """);

    public static final Parameter<String> SMTPD_TLS_CERT_FILE =
            CHAPTER.add(
                    "smtpd_tls_cert_file",
                    Type.text(),
                    "",
                    """
                    The file with the certificates of this server in PEM form; `none` is the \
                    same as empty. It serves all protocols.\
                    """);

    public static final Parameter<String> SMTPD_TLS_KEY_FILE =
            CHAPTER.add(
                    "smtpd_tls_key_file",
                    Type.text(),
                    "$smtpd_tls_cert_file",
                    """
                    The file with the key for `smtpd_tls_cert_file`.\
                    """);

    public static final Parameter<String> SMTPD_TLS_ECCERT_FILE =
            CHAPTER.add(
                    "smtpd_tls_eccert_file",
                    Type.text(),
                    "",
                    """
                    A file with further certificates of this server, where those of \
                    `smtpd_tls_cert_file` are of RSA and these are of an elliptic curve. Each \
                    client sees those that it can use. It serves all protocols.\
                    """);

    public static final Parameter<String> SMTPD_TLS_ECKEY_FILE =
            CHAPTER.add(
                    "smtpd_tls_eckey_file",
                    Type.text(),
                    "$smtpd_tls_eccert_file",
                    """
                    The file with the key for `smtpd_tls_eccert_file`.\
                    """);

    public static final Parameter<List<String>> TLS_SERVER_SNI_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "tls_server_sni_maps",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables with files as in `smtpd_tls_chain_files` for the names that \
                                    clients ask for (SNI): `mail.example.net`, or `.example.net` for all \
                                    below it. A client that asks for another name, or for none, sees \
                                    `smtpd_tls_chain_files`. They serve all protocols.\
                                    """)
                            .differs(
                                    """
                                    A table names the files; there is no `postmap -F`.\
                                    """));

    public static final Parameter<String> SMTPD_TLS_PROTOCOLS =
            versions("smtpd_tls_protocols", "in the SMTP server where TLS is not mandatory");

    public static final Parameter<String> SMTPD_TLS_MANDATORY_PROTOCOLS =
            versions(
                    "smtpd_tls_mandatory_protocols",
                    "where TLS is mandatory, and by IMAP, POP3 and submission");

    public static final Parameter<CipherGrade> SMTPD_TLS_CIPHERS =
            ciphers(
                    "smtpd_tls_ciphers",
                    "medium",
                    "in the SMTP server where TLS is not mandatory",
                    "");

    public static final Parameter<CipherGrade> SMTPD_TLS_MANDATORY_CIPHERS =
            ciphers(
                    "smtpd_tls_mandatory_ciphers",
                    "high",
                    "where TLS is mandatory, and by IMAP, POP3 and submission",
                    " The default in Postfix is `medium`, as here for `smtpd_tls_ciphers`: a mail"
                        + " server that knows CBC only would send in clear. Clients of users have"
                        + " better ones (RFC 9325 §4.2).");

    public static final Parameter<List<String>> SMTPD_TLS_EXCLUDE_CIPHERS =
            CHAPTER.add(
                    "smtpd_tls_exclude_ciphers",
                    Type.list(),
                    "",
                    """
                    Ciphers of TLS 1.2 that are not used: names such as `ECDHE-RSA-AES128-SHA`, or \
                    words of OpenSSL such as `SHA1`, `aRSA`, `AES256`, `AES128+SHA`.\
                    """);

    public static final Parameter<List<String>> SMTPD_TLS_MANDATORY_EXCLUDE_CIPHERS =
            CHAPTER.add(
                    "smtpd_tls_mandatory_exclude_ciphers",
                    Type.list(),
                    "",
                    """
                    Further ciphers that are not used where TLS is mandatory, and by IMAP, POP3 and \
                    submission.\
                    """);

    public static final Parameter<Boolean> SMTPD_TLS_ASK_CCERT =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_tls_ask_ccert",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether clients are asked for a certificate; they need not have one.\
                                    """)
                            .differs(
                                    """
                                    With `login_clientcerts` they are always asked in IMAP, POP3 and \
                                    submission.\
                                    """));

    public static final Parameter<Boolean> SMTPD_TLS_REQ_CCERT =
            CHAPTER.add(
                    "smtpd_tls_req_ccert",
                    Type.yesNo(),
                    "no",
                    """
                    Whether clients of the SMTP server must have a certificate that a trusted authority \
                    made. It has an effect with `smtpd_tls_security_level = encrypt` only.\
                    """);

    public static final Parameter<Optional<Path>> SMTPD_TLS_CAFILE =
            CHAPTER.add(
                    "smtpd_tls_CAfile",
                    Type.optionalPath(),
                    "",
                    """
                    A file with the certificates of authorities that are trusted with clients, in PEM \
                    form.\
                    """);

    public static final Parameter<Optional<Path>> SMTPD_TLS_CAPATH =
            CHAPTER.add(
                    "smtpd_tls_CApath",
                    Type.optionalPath(),
                    "",
                    """
                    A directory with such files, under their hashes.\
                    """);

    public static final Parameter<Integer> SMTPD_TLS_CCERT_VERIFYDEPTH =
            CHAPTER.add(
                    "smtpd_tls_ccert_verifydepth",
                    Type.number(0, 100),
                    "9",
                    """
                    How many certificates of authorities a client may show above its own.\
                    """);

    public static final Parameter<String> SMTPD_TLS_FINGERPRINT_DIGEST =
            CHAPTER.add(
                    "smtpd_tls_fingerprint_digest",
                    Type.word("the name of a digest, such as sha256"),
                    "sha256",
                    """
                    How fingerprints of certificates of clients, and of their public keys, are made: \
                    `sha256`, `sha512`, `sha1`, `md5`.\
                    """);

    public static final Parameter<List<String>> RELAY_CLIENTCERTS =
            CHAPTER.add(
                    "relay_clientcerts",
                    Type.tables(),
                    "",
                    """
                    Tables with the fingerprints of certificates, or of their public keys, that \
                    `permit_tls_clientcerts` lets pass: `AB:CD:… anything`.\
                    """);

    public static final Parameter<Boolean> SMTPD_TLS_AUTH_ONLY =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_tls_auth_only",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether users can log in under TLS only.\
                                    """)
                            .differs(
                                    """
                                    A password is never taken in clear text, except on the loopback \
                                    interface.\
                                    """));

    public static final Parameter<Duration> SMTPD_STARTTLS_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_starttls_timeout",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "${stress?{10}:{300}}s",
                                    """
                                    How long the handshake of a client of the SMTP server may take, behind \
                                    STARTTLS or with the connection.\
                                    """)
                            .differs(
                                    """
                                    It is the time for all of the handshake, not for each part of it.\
                                    """));

    public static final Parameter<Integer> SMTPD_TLS_LOGLEVEL =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_tls_loglevel",
                                    Type.number(0, 4),
                                    "0",
                                    """
                                    What is logged of TLS in the SMTP server. 1: each session, with its version \
                                    and cipher; 2: also when a handshake begins, why it has failed, and whose \
                                    certificate the client has shown.\
                                    """)
                            .differs(DUMPS));

    public static final Parameter<Boolean> SMTPD_TLS_RECEIVED_HEADER =
            CHAPTER.add(
                    "smtpd_tls_received_header",
                    Type.yesNo(),
                    "no",
                    """
                    Whether the `Received` field tells protocol and cipher.\
                    """);

    public static final Parameter<Boolean> SMTPD_USE_TLS =
            CHAPTER.add(
                    "smtpd_use_tls",
                    Type.yesNo(),
                    "no",
                    """
                    The old form of `smtpd_tls_security_level = may`.\
                    """);

    public static final Parameter<Boolean> SMTPD_ENFORCE_TLS =
            CHAPTER.add(
                    "smtpd_enforce_tls",
                    Type.yesNo(),
                    "no",
                    """
                    The old form of `smtpd_tls_security_level = encrypt`.\
                    """);

    private static Parameter<String> versions(String name, String where) {
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

    private static Parameter<CipherGrade> ciphers(
            String name, String standard, String where, String difference) {
        return CHAPTER.add(
                Parameter.of(
                                name,
                                Type.oneOf(CipherGrade.class),
                                standard,
                                """
                                The ciphers of TLS 1.2 that are used %s: `high` are those with forward \
                                secrecy and authenticated encryption, `medium` those with CBC, too. \
                                TLS 1.3 has its own.\
                                """
                                        .formatted(where))
                        .differs(
                                """
                                None has no forward secrecy; `low`, `export` and `null` are as `medium`.\
                                """
                                        + difference));
    }

    private TlsParameters() {}
}
