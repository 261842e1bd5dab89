// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;

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

    private LogParameters() {}
}
