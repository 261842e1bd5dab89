// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// How the SMTP server speaks.
public final class SmtpServerParameters {
    static final Chapter CHAPTER = new Chapter("SMTP server");

    public static final Parameter<String> SMTPD_BANNER =
            CHAPTER.add(
                    "smtpd_banner",
                    Type.word("text"),
                    "$myhostname ESMTP $mail_name",
                    """
                    The text of the greeting. It must begin with the name of the host (RFC \
                    5321 §4.2).\
                    """);

    public static final Parameter<Duration> SMTPD_TIMEOUT =
            CHAPTER.add(
                    "smtpd_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "${stress?{10}:{300}}s",
                    """
                    How long a client may be silent.\
                    """);

    public static final Parameter<Integer> SMTPD_RECIPIENT_LIMIT =
            CHAPTER.add(
                    "smtpd_recipient_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "1000",
                    """
                    The most recipients of a message.\
                    """);

    public static final Parameter<Integer> SMTPD_RECIPIENT_OVERSHOOT_LIMIT =
            CHAPTER.add(
                    "smtpd_recipient_overshoot_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "1000",
                    """
                    How many recipients past that limit are refused before each counts as an \
                    error.\
                    """);

    public static final Parameter<Integer> LINE_LENGTH_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "line_length_limit",
                                    Type.number(512, Integer.MAX_VALUE),
                                    "2048",
                                    """
                                    The longest command, in octets.\
                                    """)
                            .differs(
                                    """
                                    A longer line of a message is kept whole; Postfix cuts it.\
                                    """));

    public static final Parameter<Boolean> STRICT_RFC821_ENVELOPES =
            CHAPTER.add(
                    "strict_rfc821_envelopes",
                    Type.yesNo(),
                    "no",
                    """
                    Whether the addresses of `MAIL FROM` and `RCPT TO` must stand in angle brackets. \
                    Comments and phrases are refused in every case.\
                    """);

    public static final Parameter<Integer> SMTPD_SOFT_ERROR_LIMIT =
            CHAPTER.add(
                    "smtpd_soft_error_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "10",
                    """
                    After so many errors each further one is answered after \
                    `smtpd_error_sleep_time`.\
                    """);

    public static final Parameter<Integer> SMTPD_HARD_ERROR_LIMIT =
            CHAPTER.add(
                    "smtpd_hard_error_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "${stress?{1}:{20}}",
                    """
                    After so many errors the session ends.\
                    """);

    public static final Parameter<Duration> SMTPD_ERROR_SLEEP_TIME =
            CHAPTER.add(
                    "smtpd_error_sleep_time",
                    Type.duration('s', Duration.ZERO),
                    "1s",
                    """
                    How long the answer to an error waits.\
                    """);

    public static final Parameter<Integer> SMTPD_JUNK_COMMAND_LIMIT =
            CHAPTER.add(
                    "smtpd_junk_command_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "${stress?{1}:{100}}",
                    """
                    How many commands that do nothing (NOOP, VRFY, RSET) are free before \
                    each counts as an error.\
                    """);

    public static final Parameter<Integer> DEFAULT_PROCESS_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "default_process_limit",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "10000",
                                    """
                                    How many connections a listener takes at once.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    It counts connections, not processes; the default in Postfix is 100.\
                                    """));

    public static final Parameter<Integer> SMTPD_MIN_DATA_RATE =
            CHAPTER.add(
                    "smtpd_min_data_rate",
                    Type.number(0, Integer.MAX_VALUE),
                    "500",
                    """
                    The octets a second below which a message in transfer uses up the time \
                    of `smtpd_timeout`.\
                    """);

    public static final Parameter<List<String>> SMTPD_DISCARD_EHLO_KEYWORDS =
            CHAPTER.add(
                    "smtpd_discard_ehlo_keywords",
                    Type.list(),
                    "",
                    """
                    Keywords that are left out of the answer to EHLO.\
                    """);

    public static final Parameter<List<String>> SMTPD_FORBIDDEN_COMMANDS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_forbidden_commands",
                                    Type.list(),
                                    "CONNECT GET POST",
                                    """
                                    First words of other protocols, which end the session, and tables of them.\
                                    """)
                            .differs(
                                    """
                                    Words that do not begin with a letter end it in any case.\
                                    """));

    public static final Parameter<List<String>> SMTPD_NOOP_COMMANDS =
            CHAPTER.add(
                    "smtpd_noop_commands",
                    Type.list(),
                    "",
                    """
                    Commands that do nothing and are answered with 250, even if they mean \
                    something.\
                    """);

    public static final Parameter<List<String>> SMTPD_COMMAND_FILTER =
            CHAPTER.add(
                    "smtpd_command_filter",
                    Type.tables(),
                    "",
                    """
                    Tables from a command, as it comes, to what is heard in its place.\
                    """);

    public static final Parameter<String> SMTPD_REJECT_FOOTER =
            CHAPTER.add(
                    "smtpd_reject_footer",
                    Type.template(),
                    "",
                    """
                    What is said behind each refusal, with `$client_address`, \
                    `$client_port`, `$localtime` and `$server_name`. `\\n` begins a line; \
                    `\\c` at the start goes on in the line of the refusal.\
                    """);

    public static final Parameter<List<String>> SMTPD_REJECT_FILTER_MAPS =
            CHAPTER.add(
                    "smtpd_reject_filter_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from a refusal, such as `550 5.1.1 text`, to another that is said in its \
                    place. The log has the first. 421 and 521, which end a session, keep their code.\
                    """);

    public static final Parameter<List<String>> SMTPD_REJECT_FOOTER_MAPS =
            CHAPTER.add(
                    "smtpd_reject_footer_maps",
                    Type.tables(),
                    "",
                    """
                    Tables from a refusal to what is said behind it.\
                    """);

    public static final Parameter<Boolean> SMTPD_FORBID_UNAUTH_PIPELINING =
            CHAPTER.add(
                    "smtpd_forbid_unauth_pipelining",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether a client that sends commands before its turn is turned away.\
                    """);

    public static final Parameter<Boolean> SMTPD_PEERNAME_LOOKUP =
            CHAPTER.add(
                    "smtpd_peername_lookup",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether the name of a client is asked for. Without it each client is \
                    `unknown`.\
                    """);

    public static final Parameter<Boolean> DISABLE_VRFY_COMMAND =
            CHAPTER.add(
                    "disable_vrfy_command",
                    Type.yesNo(),
                    "no",
                    """
                    Whether VRFY is refused. It never tells who exists.\
                    """);

    public static final Parameter<Boolean> SMTPUTF8_ENABLE =
            CHAPTER.add(
                    "smtputf8_enable",
                    Type.yesNo(),
                    "yes",
                    "Whether addresses may have characters outside of ASCII (RFC 6531).");

    public static final Parameter<Boolean> REQUIRETLS_ENABLE =
            CHAPTER.add(
                    "requiretls_enable",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether senders under TLS may ask that a message goes on under TLS only, to \
                    servers whose certificates can be verified (REQUIRETLS, RFC 8689).\
                    """);

    public static final Parameter<Duration> SUBMISSION_RELEASE_LIMIT =
            CHAPTER.add(
                    "submission_release_limit",
                    Type.duration('d', Duration.ZERO),
                    "7d",
                    """
                    How long a user who submits a message may ask that it is kept before it is sent \
                    (FUTURERELEASE, RFC 4865). With 0 nobody may.\
                    """);

    public static final Parameter<Boolean> SMTPD_SASL_AUTH_ENABLE =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_sasl_auth_enable",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether users can log in on the SMTP port. On the submission ports they \
                                    always can.\
                                    """)
                            .differs(
                                    """
                                    It is `yes` for submission and submissions, unless they are given a \
                                    value of their own.\
                                    """));

    public static final Parameter<List<String>> SMTPD_SASL_MECHANISM_FILTER =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_sasl_mechanism_filter",
                                    Type.matchList(),
                                    "${login_clientcerts?{static:rest}:{!external, static:rest}}",
                                    """
                                    Which mechanisms the SMTP server offers, such as \
                                    `!scram-sha-1, !scram-sha-1-plus, static:rest`.\
                                    """)
                            .differs(
                                    """
                                    There are SCRAM-SHA-256, SCRAM-SHA-1 and their -PLUS, EXTERNAL, PLAIN \
                                    and LOGIN.\
                                    """));

    public static final Parameter<Set<SaslOption>> SMTPD_SASL_SECURITY_OPTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_sasl_security_options",
                                    Type.options(SaslOption.class),
                                    "noanonymous",
                                    """
                                    What a mechanism of the SMTP server must be in clear text. \
                                    `noplaintext` forbids PLAIN and LOGIN.\
                                    """)
                            .differs(
                                    """
                                    In clear text there are mechanisms on the loopback interface only.\
                                    """));

    public static final Parameter<Set<SaslOption>> SMTPD_SASL_TLS_SECURITY_OPTIONS =
            CHAPTER.add(
                    "smtpd_sasl_tls_security_options",
                    Type.options(SaslOption.class),
                    "$smtpd_sasl_security_options",
                    """
                    What a mechanism of the SMTP server must be under TLS.\
                    """);

    public static final Parameter<List<String>> SMTPD_SASL_EXCEPTIONS_NETWORKS =
            CHAPTER.add(
                    "smtpd_sasl_exceptions_networks",
                    Type.networks(),
                    "",
                    """
                    Clients that cannot log in at the SMTP server, and are not offered to.\
                    """);

    public static final Parameter<Integer> SMTPD_SASL_RESPONSE_LIMIT =
            CHAPTER.add(
                    "smtpd_sasl_response_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "12288",
                    """
                    The longest answer of a client to a challenge, in octets.\
                    """);

    public static final Parameter<Boolean> SMTPD_SASL_AUTHENTICATED_HEADER =
            CHAPTER.add(
                    "smtpd_sasl_authenticated_header",
                    Type.yesNo(),
                    "no",
                    """
                    Whether the name of the login stands in the `Received` field.\
                    """);

    public static final Parameter<Boolean> BROKEN_SASL_AUTH_CLIENTS =
            CHAPTER.add(
                    "broken_sasl_auth_clients",
                    Type.yesNo(),
                    "no",
                    """
                    Whether logins are also offered in the form `AUTH=`, for old clients.\
                    """);

    public static final Parameter<List<String>> SMTPD_AUTHORIZED_XCLIENT_HOSTS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_authorized_xclient_hosts",
                                    Type.matchList(),
                                    "",
                                    """
                                    Proxies that may say with XCLIENT for whom they speak: addresses, \
                                    networks, names, `.domains`, /files and type:tables. What they \
                                    say is believed, logins too, so list nobody but them.\
                                    """)
                            .differs(
                                    """
                                    The rates of clients count for whom a proxy speaks, where Postfix \
                                    does not count. An address that is not known is `0.0.0.0`. A \
                                    certificate that the proxy shows says nothing of whom it speaks for.\
                                    """));

    public static final Parameter<List<String>> SMTPD_AUTHORIZED_XFORWARD_HOSTS =
            CHAPTER.add(
                    "smtpd_authorized_xforward_hosts",
                    Type.matchList(),
                    "",
                    """
                    Mail systems, such as content filters, that may say with XFORWARD where a \
                    message came from, for the log. The same list as \
                    `smtpd_authorized_xclient_hosts`.\
                    """);

    private SmtpServerParameters() {}
}
