// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Filters that are other programs, asked by the milter protocol.
public final class MilterParameters {
    static final Chapter CHAPTER = new Chapter("Milters");

    public static final Parameter<List<String>> SMTPD_MILTERS =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_milters",
                                    Type.list(),
                                    "",
                                    """
                                    The milters (mail filters) that are asked, one after the other, about mail that \
                                    comes by SMTP: `inet:host:port` or `unix:path`, which is \
                                    relative to `queue_directory` if it does not begin with `/`. In braces a milter may have its \
                                    own `connect_timeout`, `command_timeout`, `content_timeout`, `default_action` and \
                                    `protocol`: `{ inet:127.0.0.1:11332, default_action = accept }`.\
                                    """)
                            .differs(
                                    """
                                    A milter is connected to when a client first sends MAIL, or a command \
                                    that nobody knows, and is told then of the connection and of the greeting. \
                                    What it refuses of them is the reply to that command; the greeting of \
                                    the server and EHLO are never refused by it. It has at most 300 \
                                    connections at a time. A message whose header is \
                                    longer than 256 KiB, or has more than 5000 fields, is refused where \
                                    milters are asked.\
                                    """));

    public static final Parameter<List<String>> SMTPD_MILTER_MAPS =
            CHAPTER.add(
                    "smtpd_milter_maps",
                    Type.tables(),
                    "",
                    """
                    Other milters for some clients, by their IP address, written as in \
                    `smtpd_milters`. `DISABLE` is none.\
                    """);

    public static final Parameter<List<String>> NON_SMTPD_MILTERS =
            CHAPTER.add(
                    "non_smtpd_milters",
                    Type.list(),
                    "",
                    """
                    The milters that are asked about mail that does not come by SMTP: from \
                    `sendmail`, and what `postsuper -r` or `queue requeue` brings in again. They \
                    see it as if `localhost` had sent it.\
                    """);

    public static final Parameter<List<MailClass>> INTERNAL_MAIL_FILTER_CLASSES =
            CHAPTER.add(
                    "internal_mail_filter_classes",
                    Type.someOf(MailClass.class),
                    "",
                    """
                    Which mail of the server itself `non_smtpd_milters`, `header_checks` and \
                    `body_checks` look at: `bounce`, notifications for senders; `notify`, for \
                    postmasters. What they refuse is lost.\
                    """);

    /// Mail that the server itself writes.
    public enum MailClass {
        BOUNCE,
        NOTIFY
    }

    public static final Parameter<MilterAction> MILTER_DEFAULT_ACTION =
            CHAPTER.add(
                    "milter_default_action",
                    Type.oneOf(MilterAction.class),
                    "shutdown",
                    """
                    What happens where a milter is away, too slow, or does not keep to the \
                    protocol. `accept`: as if it were not there; `quarantine`: the same, and the \
                    message is held; `tempfail` and `reject`: the rest of the session is refused \
                    for now or for good; `shutdown`: the session ends with 421.\
                    """);

    public static final Parameter<String> MILTER_PROTOCOL =
            CHAPTER.add(
                    "milter_protocol",
                    new Type<>(
                            "milter protocol",
                            "a version, 2, 3, 4 or 6, and perhaps no_header_reply",
                            text ->
                                    Optional.of(text)
                                            .filter(
                                                    it ->
                                                            it.matches(
                                                                    "[2346]([,\\s]+no_header_reply)?"))),
                    "6",
                    """
                    The highest version of the protocol that is offered: 2, 3, 4 or 6. With \
                    `no_header_reply` no answer is awaited to each field of a header.\
                    """);

    public static final Parameter<Duration> MILTER_CONNECT_TIMEOUT =
            CHAPTER.add(
                    "milter_connect_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "30s",
                    """
                    How long a milter may take to be reached and to say what it wants.\
                    """);

    public static final Parameter<Duration> MILTER_COMMAND_TIMEOUT =
            CHAPTER.add(
                    "milter_command_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "30s",
                    """
                    How long a milter may take for its answer to a command.\
                    """);

    public static final Parameter<Duration> MILTER_CONTENT_TIMEOUT =
            CHAPTER.add(
                    "milter_content_timeout",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    How long a milter may take for its answer to content. Where it says that it is \
                    still busy the time begins anew, twelve times at the most.\
                    """);

    public static final Parameter<List<String>> MILTER_CONNECT_MACROS =
            macros("connect", "j {daemon_name} {daemon_addr} v _", "a connection");

    public static final Parameter<List<String>> MILTER_HELO_MACROS =
            macros(
                    "helo",
                    "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}",
                    "HELO or EHLO");

    public static final Parameter<List<String>> MILTER_MAIL_MACROS =
            macros(
                    "mail",
                    "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host}"
                            + " {mail_mailer}",
                    "MAIL");

    public static final Parameter<List<String>> MILTER_RCPT_MACROS =
            macros("rcpt", "i {rcpt_addr} {rcpt_host} {rcpt_mailer}", "RCPT");

    public static final Parameter<List<String>> MILTER_DATA_MACROS = macros("data", "i", "DATA");

    public static final Parameter<List<String>> MILTER_END_OF_HEADER_MACROS =
            macros("end_of_header", "i", "the end of the header");

    public static final Parameter<List<String>> MILTER_END_OF_DATA_MACROS =
            macros("end_of_data", "i", "the end of the content");

    public static final Parameter<List<String>> MILTER_UNKNOWN_COMMAND_MACROS =
            macros("unknown_command", "", "an unknown command");

    public static final Parameter<String> MILTER_MACRO_DAEMON_NAME =
            CHAPTER.add(
                    "milter_macro_daemon_name",
                    Type.text(),
                    "$myhostname",
                    """
                    What milters hear as `{daemon_name}`; some sign mail by it.\
                    """);

    public static final Parameter<String> MILTER_MACRO_V =
            CHAPTER.add(
                    "milter_macro_v",
                    Type.text(),
                    "$mail_name $mail_version",
                    """
                    What milters hear as `v`: the program and its version.\
                    """);

    public static final Parameter<List<String>> MILTER_MACRO_DEFAULTS =
            CHAPTER.add(
                    "milter_macro_defaults",
                    Type.list(),
                    "",
                    """
                    `name=value` or `{ name = value }`, for macros of which nothing else is known.\
                    """);

    public static final Parameter<List<String>> MILTER_HEADER_CHECKS =
            CHAPTER.add(
                    "milter_header_checks",
                    Type.tables(),
                    "",
                    """
                    Tables that say what happens by the header fields that milters write, as \
                    `header_checks` does by others. There is no `PREPEND`.\
                    """);

    private static Parameter<List<String>> macros(String stage, String names, String when) {
        return CHAPTER.add(
                "milter_" + stage + "_macros",
                Type.list(),
                names,
                "Which macros milters hear with " + when + ", where they do not ask for others.");
    }

    private MilterParameters() {}
}
