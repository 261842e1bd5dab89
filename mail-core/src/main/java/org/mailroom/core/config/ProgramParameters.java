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
                                    As `NAME/unix/command` it makes a transport `NAME`, by what the \
                                    command column of Postfix's `master.cf` has. `smtp` and `lmtp` send to \
                                    other servers, with values of their own: `slow unix - - n - - smtp -o \
                                    smtp_helo_name=b.example.com` becomes `slow/unix/command = smtp` and \
                                    `slow/unix/smtp_helo_name = b.example.com`. In the log it is \
                                    `slow/smtp`. A transport for a program has \
                                    `pipe flags=... user=... argv=...`, as pipe(8) describes them. A \
                                    `maildrop unix - n n - - pipe flags=DRXhu user=vmail argv=/usr/bin/maildrop \
                                    -d ${recipient}` becomes `maildrop/unix/command = pipe flags=DRXhu \
                                    user=vmail argv=/usr/bin/maildrop -d ${recipient}`. Besides these three \
                                    daemons there is none to be named, and no `chroot=`. With the flags D \
                                    or O each recipient is a delivery of its own. A program that cannot be \
                                    started defers the mail, and an address that begins with `-` is never \
                                    given to one. As `PORT/inet/command = smtpd` or \
                                    `HOST:PORT/inet/command = smtpd` it opens a further port for SMTP, with \
                                    values of its own, as for content filters that give mail back: \
                                    `127.0.0.1:10026 inet n - n - - smtpd -o content_filter=` becomes \
                                    `127.0.0.1:10026/inet/command = smtpd` and \
                                    `127.0.0.1:10026/inet/content_filter =`. What it has no value of its own \
                                    for is as for all services, not as for `smtp/inet`. Ports are opened, \
                                    and closed, at the start.\
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

    public static final Parameter<List<HandoverSource>> ALLOW_MAIL_TO_COMMANDS =
            allowed("allow_mail_to_commands", "commands, `|command`");

    public static final Parameter<List<HandoverSource>> ALLOW_MAIL_TO_FILES =
            allowed("allow_mail_to_files", "files, `/file/name`");

    private static Parameter<List<HandoverSource>> allowed(String name, String what) {
        return CHAPTER.add(
                Parameter.of(
                                name,
                                Type.someOf(HandoverSource.class),
                                "alias, forward",
                                """
                                Where %s, may be named that mail is given to: in `alias_maps` (`alias`), in a \
                                `.forward` (`forward`), in a list that an alias names (`include`). They run \
                                as the owner of that file, where it is root's or none as `default_privs`, and \
                                those of a `.forward` as the user. `/dev/null` may be such a file; one that \
                                is executable, a link or a directory is not written.\
                                """
                                        .formatted(what))
                        .differs(
                                """
                                Where the server may not run them, without the helper, it is as if they were \
                                not allowed: an alias defers the mail at RCPT, and of a `.forward` nothing \
                                is used.\
                                """));
    }

    public static final Parameter<String> DEFAULT_PRIVS =
            CHAPTER.add(
                    "default_privs",
                    Type.word("the name of a user"),
                    "nobody",
                    """
                    As whom commands run, and files are written, that belong to nobody else. Not root.\
                    """);

    static final String HARMLESS =
            "1234567890!@%-_=+:,./abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static final Parameter<String> COMMAND_EXECUTION_DIRECTORY =
            CHAPTER.add(
                    "command_execution_directory",
                    Type.template(),
                    "",
                    """
                    Where commands of aliases, `.forward` files and `mailbox_command` run: a directory, \
                    with `$home`, `$user`, `$shell`, `$extension`, `$local`, `$domain`, `$recipient` and \
                    `$recipient_delimiter`, that their user may enter; else the mail waits. Empty: `/`.\
                    """);

    public static final Parameter<String> EXECUTION_DIRECTORY_EXPANSION_FILTER =
            CHAPTER.add(
                    "execution_directory_expansion_filter",
                    Type.text(),
                    HARMLESS,
                    """
                    The characters that are left of what stands for these names in \
                    `command_execution_directory`. Others become `_`.\
                    """);

    public static final Parameter<String> COMMAND_EXPANSION_FILTER =
            CHAPTER.add(
                    "command_expansion_filter",
                    Type.text(),
                    HARMLESS,
                    """
                    The characters that are left of what commands see of the mail in their environment \
                    (`SENDER`, `RECIPIENT`, `EXTENSION` and so on). Others become `_`.\
                    """);

    public static final Parameter<String> LOCAL_COMMAND_SHELL =
            CHAPTER.add(
                    "local_command_shell",
                    Type.text(),
                    "",
                    """
                    The program that gets the commands of aliases, `.forward` files and \
                    `mailbox_command` as its last argument, such as `/usr/bin/smrsh -c`. Empty: \
                    `/bin/sh -c`.\
                    """);

    public static final Parameter<String> MAILBOX_COMMAND =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_command",
                                    Type.template(),
                                    "",
                                    """
                                    The command that takes the mail of users of the system in the place of \
                                    their mailboxes, such as `/usr/bin/procmail -a "$EXTENSION"`, and runs as \
                                    the user. `mailbox_transport` goes before it.\
                                    """)
                            .differs(
                                    """
                                    Accounts that are no users of the system keep their mailboxes.\
                                    """));

    public static final Parameter<List<String>> MAILBOX_COMMAND_MAPS =
            CHAPTER.add(
                    "mailbox_command_maps",
                    Type.tables(),
                    "",
                    """
                    The same by the name of the user; it goes before `mailbox_command`.\
                    """);

    private ProgramParameters() {}
}
