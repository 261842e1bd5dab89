// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// What is said to an administrator whose files another user, `mailroom`, shall use: only the modes
/// of files decide, so that the user need not exist.
class PreflightTest {
    private static final String CONFIGURATION =
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

    @TempDir Path folder;

    @BeforeEach
    void letEverybodyLook() throws IOException {
        mode(folder, "rwxr-xr-x");
        mode(Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n"), "rw-r-----");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private List<String> faults(String more) throws IOException {
        Files.writeString(folder.resolve("main.cf"), CONFIGURATION + more);
        var mailroom = new ServiceUser("mailroom", List.of("mailroom"));
        return Preflight.check(MainCf.load(folder, List.of()), mailroom).faults();
    }

    @Test
    void tellsHowTheServerGetsItsRights() throws IOException {
        Path mailbox = Files.createDirectory(folder.resolve("mail")).resolve("ann");
        Files.writeString(mailbox, "");

        assertThat(faults(""))
                .contains(
                        "%1$s/main.cf, line 5: data_directory = $config_directory/data: there is no directory %1$s/data, and user mailroom may not make it: mkdir -p %1$s/data && chown mailroom:mailroom %1$s/data"
                                .formatted(folder),
                        "%1$s/main.cf, line 7: maillog_file = $config_directory/mail.log: there is no %1$s/mail.log, and user mailroom may not make it: install -m 640 -o mailroom /dev/null %1$s/mail.log"
                                .formatted(folder),
                        "%1$s/main.cf, line 2: passdb = passwd-file:$config_directory/users: the server cannot read %1$s/users: chown mailroom:mailroom %1$s/users"
                                .formatted(folder),
                        "user mailroom may not read and write the mailbox %1$s: chgrp mailroom %1$s && chmod 660 %1$s"
                                .formatted(mailbox),
                        "%1$s/main.cf, line 6: control_socket = $config_directory/control: user mailroom cannot write to %1$s: chown mailroom:mailroom %1$s, or let a group of the user write there"
                                .formatted(folder),
                        "%1$s/main.cf, line 8: sendmail_socket = $config_directory/sendmail: user mailroom cannot write to %1$s: chown mailroom:mailroom %1$s, or let a group of the user write there"
                                .formatted(folder));
    }

    @Test
    void looksAtTablesWithTheRightsOfTheServer() throws IOException {
        for (String name : List.of("sasl_passwd", "networks", "secret", "open")) {
            Path file = Files.writeString(folder.resolve(name), "10.0.0.0/8 and-more-than-this\n");
            mode(file, name.equals("open") ? "rw-r--r--" : "rw-------");
        }

        List<String> faults =
                faults(
                        """
                        smtp_sasl_auth_enable = yes
                        smtp_sasl_password_maps = hash:%1$s/sasl_passwd, inline:{a=b}
                        mynetworks = %1$s/networks
                        srs_domain = mail.example.org
                        srs_secret_file = %1$s/secret
                        transport_maps = hash:%1$s/open
                        """
                                .formatted(folder));

        assertThat(faults.stream().filter(line -> line.contains("the server cannot read")))
                .containsExactlyInAnyOrder(
                        "%1$s/main.cf, line 2: passdb = passwd-file:$config_directory/users: the server cannot read %1$s/users: chown mailroom:mailroom %1$s/users"
                                .formatted(folder),
                        "the server cannot read %1$s/sasl_passwd: chgrp mailroom %1$s/sasl_passwd && chmod 640 %1$s/sasl_passwd"
                                .formatted(folder),
                        "the server cannot read %1$s/networks: chgrp mailroom %1$s/networks && chmod 640 %1$s/networks"
                                .formatted(folder),
                        "the server cannot read %1$s/secret: chgrp mailroom %1$s/secret && chmod 640 %1$s/secret"
                                .formatted(folder));
    }
}
