// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.util.List;

/// What is logged, and where.
public final class LogParameters {
    static final Chapter CHAPTER = new Chapter("Logging");

    public static final Parameter<Path> MAILLOG_FILE =
            CHAPTER.add(
                    Parameter.of(
                                    "maillog_file",
                                    Type.path(),
                                    "/var/log/mail.log",
                                    """
                                    The file of the mail log, opened anew after a rotation. `/dev/stdout` is \
                                    allowed.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    The default in Postfix is empty, which means syslog; Mailroom always \
                                    writes the file itself.\
                                    """));

    public static final Parameter<String> SYSLOG_NAME =
            CHAPTER.add(
                    Parameter.of(
                                    "syslog_name",
                                    Type.word("a name"),
                                    "postfix",
                                    """
                                    What stands before the process in a line of the log, `postfix/smtpd[1]`. \
                                    A service may have its own: `submission/inet/syslog_name = \
                                    postfix/users` is `postfix/users/smtpd[1]`, \
                                    `slow/unix/syslog_name = postfix/out` is `postfix/out/smtp[1]`. Without \
                                    one, further SMTP servers and clients have their names there, as in \
                                    `postfix/submission/smtpd[1]`, but those of `PORT/inet/command` do not. \
                                    IMAP and POP3 have no such name, nor have pipes one each.\
                                    """)
                            .atStart());

    public static final Parameter<List<String>> DEBUG_PEER_LIST =
            CHAPTER.add(
                    Parameter.of(
                                    "debug_peer_list",
                                    Type.matchList(),
                                    "",
                                    """
                                    Clients and servers whose dialogues with the SMTP server and client are \
                                    logged: names, domains with all below, addresses, networks, tables. What \
                                    they say begins with `<`, the answer with `>`.\
                                    """)
                            .differs(
                                    """
                                    Passwords, and the content of messages, are never logged.\
                                    """));

    public static final Parameter<Integer> DEBUG_PEER_LEVEL =
            CHAPTER.add(
                    Parameter.of(
                                    "debug_peer_level",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "2",
                                    """
                                    How much of it is logged.\
                                    """)
                            .differs(
                                    """
                                    At each level it is the dialogue, and nothing else.\
                                    """));

    private LogParameters() {}
}
