// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

/// Programs that send mail by calling `sendmail`, which is a link to `bin/mailroom` as it is
/// installed.
@Tag("interop")
class SendmailCallersTest {
    private static final Path SCRIPT = Path.of("src/main/dist/bin/mailroom");
    private static final String BODY = ".\n..dots\nFrom here on\nGr\u00fc\u00dfe\n";

    @RegisterExtension final TestServer server = new TestServer();
    private Path sendmail;

    @BeforeEach
    void install() throws Exception {
        server.openForUsers();
        Path home = server.folder().resolve("opt");
        Path bin = Files.createDirectories(home.resolve("bin"));
        Path lib = Files.createDirectories(home.resolve("lib"));
        Files.copy(SCRIPT, bin.resolve("mailroom"));
        assertThat(bin.resolve("mailroom").toFile().setExecutable(true)).isTrue();
        sendmail = Files.createSymbolicLink(bin.resolve("sendmail"), Path.of("mailroom"));
        // Nothing is made here that would outlast a test
        Files.createDirectory(lib.resolve("programs.lock"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            Path to = lib.resolve("mail-" + ++number + ".jar");
            if (Files.isDirectory(from.resolve("org/mailroom"))) {
                pack(from, to);
            } else if (from.getFileName().toString().startsWith("mail-")) {
                Files.copy(from, to);
            }
        }
    }

    private static void pack(Path classes, Path jar) {
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        int result =
                tool.run(
                        System.out,
                        System.err,
                        "--create",
                        "--no-compress",
                        "--file",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        ".");
        assertThat(result).isZero();
    }

    // The command line and the header of Debian's cron, which cannot be told of another sendmail
    @Test
    void cron() throws Exception {
        String header =
                """
                From: root (Cron Daemon)
                To: u1@example.org
                Subject: Cron <root@mail> echo
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: 8bit
                X-Cron-Env: <SHELL=/bin/sh>
                X-Cron-Env: <LOGNAME=root>

                """;

        server.program("sh", "dash")
                .runWith(
                        header + BODY,
                        "-c",
                        sendmail + " -i -FCronDaemon -B8BITMIME -oem u1@example.org");

        assertThat(arrived("Cron <root@mail> echo"))
                .contains("\nFrom: root@mail.example.org (Cron Daemon)\n", "\nTo: u1@example.org\n")
                .contains("\nX-Cron-Env: <SHELL=/bin/sh>\nX-Cron-Env: <LOGNAME=root>\n")
                .endsWith("\n\n" + BODY);
    }

    @Test
    void php() throws Exception {
        String script =
                "<?php exit(mail('u1@example.org', 'by PHP', file_get_contents('body'),"
                        + " ['Cc' => 'u2@example.org', 'Bcc' => 'u3@example.org',"
                        + " 'Content-Type' => 'text/plain; charset=utf-8'],"
                        + " '-fu0@example.org') ? 0 : 1);";
        // PHP ends the last line itself
        server.write("body", BODY.stripTrailing());

        server.program("php", "php-cli")
                .with("-n", "-d", "sendmail_path=" + sendmail + " -t -i")
                .runWith(script);

        assertThat(arrived("by PHP"))
                .startsWith("Return-Path: <u0@example.org>\n")
                .contains("\nTo: u1@example.org\n", "\nCc: u2@example.org\n")
                .doesNotContain("Bcc")
                .endsWith("\n\n" + BODY);
        server.awaitSubjects("u2", "INBOX", "by PHP");
        server.awaitSubjects("u3", "INBOX", "by PHP");
    }

    @Test
    void mutt() throws Exception {
        String settings =
                """
                set sendmail="%s -oem -oi" from=u0@example.org envelope_from=yes
                set record="" charset=utf-8 send_charset=utf-8
                """
                        .formatted(sendmail);

        server.program("mutt", "mutt")
                .with("-n", "-F", server.write("muttrc", settings))
                .runWith(BODY, "-s", "by mutt", "u1@example.org");

        assertThat(arrived("by mutt"))
                .startsWith("Return-Path: <u0@example.org>\n")
                .endsWith("\n\n" + BODY);
    }

    @Test
    void gitSendEmail() throws Exception {
        String patch =
                """
                From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
                From: Ann <u0@example.org>
                Date: Fri, 2 Jan 2026 10:00:00 +0000
                Subject: [PATCH] by git
                MIME-Version: 1.0
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: 8bit

                """;
        String file = server.write("0001.patch", patch + BODY);

        server.write(".gitconfig", "[user]\nname = Ann\nemail = u0@example.org\n");

        server.program("git", "git-email")
                .with("send-email", "--sendmail-cmd=" + sendmail, "--confirm=never")
                .with("--from=u0@example.org", "--to=u1@example.org", "--suppress-cc=all")
                .run("--envelope-sender=u0@example.org", file);

        assertThat(arrived("[PATCH] by git"))
                .startsWith("Return-Path: <u0@example.org>\n")
                .contains("\nX-Mailer: git-send-email")
                .endsWith("\n\n" + BODY);
    }

    @Test
    void sNail() throws Exception {
        server.program("s-nail", "s-nail")
                .with("-:/", "-S", "v15-compat", "-S", "sendwait", "-S", "mta=" + sendmail)
                .with("-S", "ttycharset=utf-8", "-S", "mime-encoding=8b")
                .runWith(BODY, "-s", "by s-nail", "-r", "u0@example.org", "u1@example.org");

        assertThat(arrived("by s-nail"))
                .startsWith("Return-Path: <u0@example.org>\n")
                .endsWith("\n\n" + BODY);
    }

    private String arrived(String subject) throws Exception {
        server.awaitSubjects("u1", "INBOX", subject);
        return Letter.utf8(server.inbox("u1").messages().getFirst()).replace("\r\n", "\n");
    }
}
