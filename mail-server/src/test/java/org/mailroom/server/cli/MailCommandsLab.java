// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;
import org.mailroom.server.RunningService;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A folder with a server, one user `ann` and mail to import, and the commands for mail as an
/// administrator types them there.
abstract class MailCommandsLab {
    private static final String CONFIGURATION =
            """
            myhostname = mail.example.org
            passdb = passwd-file:$config_directory/users
            alias_maps =
            mail_spool_directory = $config_directory/mail
            data_directory = $config_directory/data
            queue_directory = $config_directory/queue
            control_socket = $config_directory/control
            sendmail_socket = $config_directory/sendmail
            maillog_file = $config_directory/mail.log
            smtp_listen = 127.0.0.1:0
            submission_listen =
            submissions_listen =
            imap_listen =
            imaps_listen =
            pop3_listen =
            pop3s_listen =
            """;

    static final String SOURCE =
            """
            From ann@example.org Mon Nov 23 09:00:00 2026
            Subject: one
            Status: RO
            X-Status: AF
            X-Keywords: $Label1

            Hello
            >From here
            From there

            From bob@example.org Mon Nov 23 10:00:00 2026
            Subject: two

            Text

            """;

    enum Server {
        RUNS,
        RUNS_NOT
    }

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Runnable stop = () -> {};

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("main.cf"), CONFIGURATION);
        Path users = Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectory(folder.resolve("mail"));
        Files.writeString(folder.resolve("source"), SOURCE);
    }

    final void with(Server server) throws InterruptedException {
        if (server == Server.RUNS) {
            var mailroom = Mailroom.start(MainCf.load(folder, List.of()));
            var ready = new CountDownLatch(1);
            var service = new RunningService(mailroom, () -> MainCf.load(folder, List.of()));
            Thread thread = Thread.ofPlatform().start(() -> run(service, ready));
            ready.await();
            stop =
                    () -> {
                        mailroom("stop");
                        join(thread);
                    };
        }
    }

    private static void run(RunningService service, CountDownLatch ready) {
        try {
            service.run(ready::countDown);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        stop.run();
    }

    /// Answers what it has printed, behind its exit code if that is not 0.
    final String mailroom(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-c";
        all[arguments.length + 1] = folder.toString();
        int code =
                MailroomCommand.commandLine(arguments)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(all);
        String printed = out.toString() + err;
        return code == 0 ? printed : code + ": " + printed;
    }

    final String path(String name) {
        return folder.resolve(name).toString();
    }
}
