// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A start for nobody, from which Java makes its cache of classes (`bin/mailroom`): in a folder of
/// its own that is gone afterwards, on free loopback ports. No client comes: each further class in
/// the cache is loaded by every start, and takes memory.
final class Rehearsal {
    private static final String CONFIGURATION =
            """
            myhostname = mail.rehearsal.test
            mydestination = $myhostname
            mynetworks =
            passdb = passwd-file:$config_directory/users
            alias_maps =
            mail_spool_directory = $config_directory/mail
            virtual_mailbox_base = $config_directory/virtual
            data_directory = $config_directory/data
            queue_directory = $config_directory/queue
            control_socket = $config_directory/control
            sendmail_socket = $config_directory/sendmail
            maillog_file = $config_directory/mail.log
            default_transport = error:5.7.1 nothing leaves a rehearsal
            inet_protocols = ipv4
            smtp_listen = 127.0.0.1:0
            submission_listen = 127.0.0.1:0
            submissions_listen = 127.0.0.1:0
            imap_listen = 127.0.0.1:0
            imaps_listen = 127.0.0.1:0
            pop3_listen = 127.0.0.1:0
            pop3s_listen = 127.0.0.1:0
            """;

    private Rehearsal() {}

    static void run() throws IOException {
        Path folder = Files.createTempDirectory("mailroom-rehearsal");
        try {
            Path main = Files.writeString(folder.resolve("main.cf"), CONFIGURATION);
            Files.createFile(folder.resolve("users"));
            Mailroom.loadLibraries();
            Mailroom.start(MainCf.load(main, List.of())).close();
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
