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
                                    What stands before the process in a line of the log, `postfix/smtpd[1]`.\
                                    """)
                            .atStart());

    private LogParameters() {}
}
