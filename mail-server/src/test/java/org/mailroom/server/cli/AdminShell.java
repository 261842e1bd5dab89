// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A folder with a configuration that can be used and a user `ann`, and what the commands say there
/// as an administrator types them.
final class AdminShell {
    static final String USABLE =
            """
            myhostname = mail.example.org
            passdb = passwd-file:$config_directory/users
            alias_maps =
            mail_spool_directory = $config_directory/mail
            data_directory = $config_directory/data
            control_socket = $config_directory/control
            maillog_file = $config_directory/mail.log
            sendmail_socket = $config_directory/sendmail
            """;

    private final Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    AdminShell(Path folder) throws IOException {
        this.folder = folder;
        configure("");
        Path users = Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r-----"));
    }

    /// Adds lines to what can be used.
    void configure(String more) throws IOException {
        Files.writeString(folder.resolve("main.cf"), USABLE + more);
    }

    /// Answers the exit code.
    int mailroom(String... arguments) {
        return MailroomCommand.commandLine(arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    /// `mailroom check`, with more words behind it.
    int check(String... more) {
        Stream<String> words = Stream.of("check", "-c", folder.toString());
        return mailroom(Stream.concat(words, Arrays.stream(more)).toArray(String[]::new));
    }

    /// What all commands have printed so far.
    String out() {
        return out.toString();
    }

    /// What all commands have complained of so far.
    String err() {
        return err.toString();
    }

    /// What there is in the folder.
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }
}
