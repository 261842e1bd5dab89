// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.util.List;

/// Certificates, and who must use TLS.
public final class TlsParameters {
    static final Chapter CHAPTER = new Chapter("TLS");

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

    public static final Parameter<Integer> SMTPD_TLS_LOGLEVEL =
            CHAPTER.add(
                    "smtpd_tls_loglevel",
                    Type.number(0, 4),
                    "0",
                    """
                    1 and more: each TLS session of the SMTP server is logged.\
                    """);

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

    private TlsParameters() {}
}
