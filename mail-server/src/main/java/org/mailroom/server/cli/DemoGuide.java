// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.cli.DemoPorts.Service;

import java.nio.file.Path;

/// What to type next, for somebody who has just started the demonstration.
record DemoGuide(DemoPorts ports, Path folder, Path home, String user, String password) {

    String text() {
        var text = new StringBuilder("\n");
        ports.moved().forEach(sentence -> text.append(sentence).append('\n'));
        text.append(
                """
                Mailroom is running. Its one account:

                    address   %1$s@mailroom.test
                    user      %1$s
                    password  %2$s

                Send a mail, and read it:

                    printf 'From: me@example.org\\r\\nSubject: Hello\\r\\n\\r\\nIt works.\\r\\n' | curl smtp://127.0.0.1:%3$d --mail-from me@example.org --mail-rcpt %1$s@mailroom.test -T -
                    curl 'imap://127.0.0.1:%4$d/INBOX;MAILINDEX=1' -u %1$s:%2$s
                    curl 'pop3://127.0.0.1:%5$d/1' -u %1$s:%2$s

                Thunderbird (Account Settings, configure manually; accept the certificate, it is our own):

                    incoming  IMAP  127.0.0.1  port %6$d  SSL/TLS  normal password
                    or        POP3  127.0.0.1  port %7$d  SSL/TLS  normal password
                    outgoing  SMTP  127.0.0.1  port %8$d  SSL/TLS  normal password  (or port %9$d with STARTTLS)

                Commands, in another terminal:

                    export MAILROOM_CONFIG=%10$s
                    %11$s/bin/mailroom mailbox status %1$s
                    %11$s/bin/mailroom --help

                Everything it writes is in %10$s: follow mail.log there. Ctrl-C stops it.

                """
                        .formatted(
                                user,
                                password,
                                ports.port(Service.SMTP),
                                ports.port(Service.IMAP),
                                ports.port(Service.POP3),
                                ports.port(Service.IMAPS),
                                ports.port(Service.POP3S),
                                ports.port(Service.SUBMISSIONS),
                                ports.port(Service.SUBMISSION),
                                folder,
                                home));
        return text.toString();
    }
}
