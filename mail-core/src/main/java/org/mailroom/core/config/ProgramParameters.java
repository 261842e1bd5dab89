// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Mail for programs.
public final class ProgramParameters {
    static final Chapter CHAPTER = new Chapter("Mail for programs");

    public static final Parameter<String> COMMAND =
            CHAPTER.add(
                    Parameter.of(
                                    "command",
                                    Type.template(),
                                    "",
                                    """
                                    Only as `NAME/unix/command`: the transport `NAME` gives mail to a \
                                    program. It is what the command column of Postfix's `master.cf` has: \
                                    `pipe flags=... user=... argv=...`, as pipe(8) describes them. A \
                                    `maildrop unix - n n - - pipe flags=DRXhu user=vmail argv=/usr/bin/maildrop \
                                    -d ${recipient}` becomes `maildrop/unix/command = pipe flags=DRXhu \
                                    user=vmail argv=/usr/bin/maildrop -d ${recipient}`. Besides the daemon \
                                    of pipe(8) there is none to be named, and no `chroot=`. With the flags D \
                                    or O each recipient is a delivery of its own. A program that cannot be \
                                    started defers the mail, and an address that begins with `-` is never \
                                    given to one.\
                                    """)
                            .own());

    public static final Parameter<Path> HELPER_SOCKET =
            CHAPTER.add(
                    Parameter.of(
                                    "helper_socket",
                                    Type.path(),
                                    "/run/mailroom-helper/socket",
                                    """
                                    The socket of the helper, which runs programs with the rights of their \
                                    users. The server asks it where it is not that user itself; without it \
                                    such mail waits in the queue.\
                                    """)
                            .own());

    public static final Parameter<Duration> COMMAND_TIME_LIMIT =
            CHAPTER.add(
                    "command_time_limit",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "1000s",
                    """
                    How long a program may take for a message. Then it is killed, with what it has \
                    started, and the mail goes back to its sender.\
                    """);

    public static final Parameter<List<String>> EXPORT_ENVIRONMENT =
            CHAPTER.add(
                    "export_environment",
                    Type.list(),
                    "TZ MAIL_CONFIG LANG",
                    """
                    The variables of the server that programs get in their environment, and others as \
                    `name=value`.\
                    """);

    private ProgramParameters() {}
}
