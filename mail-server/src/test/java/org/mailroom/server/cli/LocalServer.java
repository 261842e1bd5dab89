// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;
import org.mailroom.server.RunningService;
import org.mailroom.server.programs.Programs;
import org.mailroom.server.programs.Terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/// A server in a folder, with one user, `ann`, and its commands. Mail for `never.test` cannot be
/// delivered now.
final class LocalServer {
    private static final String CONFIGURATION =
            """
            myhostname = mail.example.org
            mydestination = example.org
            myorigin = example.org
            passdb = passwd-file:$config_directory/users
            alias_maps = texthash:$config_directory/aliases
            transport_maps = texthash:$config_directory/transport
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

    private final Path folder;
    private final Mailroom mailroom;
    private final Thread thread;

    LocalServer(Path folder, String more) throws IOException, InterruptedException {
        this.folder = folder;
        Files.writeString(folder.resolve("main.cf"), CONFIGURATION + more);
        Files.writeString(
                folder.resolve("transport"),
                "never.test retry:4.4.1 nobody answers\n.never.test retry:4.4.1 nobody answers\n");
        Files.writeString(
                folder.resolve("aliases"),
                "staff: ann\nteam: ann, x@other.test\nowner-team: ann\n");
        Path users = Files.writeString(folder.resolve("users"), "ann:{PLAIN}secret\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r-----"));
        Files.createDirectories(folder.resolve("mail"));
        mailroom = Mailroom.start(MainCf.load(folder, List.of()));
        var ready = new CountDownLatch(1);
        var service = new RunningService(mailroom, () -> MainCf.load(folder, List.of()));
        thread = Thread.ofPlatform().start(() -> run(service, ready));
        ready.await();
    }

    private static void run(RunningService service, CountDownLatch ready) {
        try {
            service.run(ready::countDown);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends a message by SMTP; answers its queue id.
    String send(String sender, String... recipients) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), mailroom.address("smtp").getPort())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            var said = new ArrayList<String>(List.of("EHLO client.test"));
            said.add("MAIL FROM:<" + sender + ">");
            for (String recipient : recipients) {
                said.add("RCPT TO:<" + recipient + ">");
            }
            said.addAll(List.of("DATA", "Subject: hello\r\n\r\nText\r\n."));
            String reply = reply(in);
            for (String line : said) {
                out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                reply = reply(in);
            }
            return reply.replaceAll("(?s).* queued as (\\w+).*", "$1");
        }
    }

    /// Where a service listens.
    InetSocketAddress address(String service) {
        return mailroom.address(service);
    }

    private static String reply(InputStream in) throws IOException {
        var reply = new StringBuilder();
        while (!reply.toString().matches("(?s)(.*\n)?[0-9]{3} [^\n]*\n")) {
            reply.append((char) in.read());
        }
        return reply.toString();
    }

    /// Sends one that waits, until it does.
    String deferred(String... recipients) throws IOException {
        String id = send("bob@client.test", recipients);
        await("queue list --json", it -> it.contains(id) && it.contains("delay_reason"));
        await("status", it -> it.contains("queue: 0 active"));
        return id;
    }

    /// Waits until a command prints what is looked for.
    void await(String command, Predicate<String> wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> wanted.test(mailroom(command.split(" ", -1))));
    }

    /// Answers what a command has printed, behind its exit code if that is not 0.
    String mailroom(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
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

    /// The same for a program of Postfix, with nothing to read.
    String program(String name, String... arguments) {
        return type("", name, arguments);
    }

    /// The same, with something to read.
    String type(String input, String name, String... arguments) {
        return type(StandardCharsets.UTF_8, input, name, arguments);
    }

    /// The same, for octets in another charset.
    String type(Charset charset, String input, String name, String... arguments) {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, charset);
        var in = new ByteArrayInputStream(input.getBytes(charset));
        var terminal = new Terminal(in, out, out, Map.of("MAILROOM_CONFIG", folder.toString()));
        int code = Programs.run(name, List.of(arguments), terminal);
        String text = printed.toString(charset);
        return code == 0 ? text : code + ": " + text;
    }

    /// How many lines of the log have this in them.
    long logged(String text) {
        try {
            return log().lines().filter(it -> it.contains(text)).count();
        } catch (IOException e) {
            return 0;
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("mail.log"));
    }

    /// Waits for a line of the log: lines gather for a moment before they are written.
    void awaitLog(String part) {
        Awaitility.await().untilAsserted(() -> assertThat(log()).contains(part));
    }

    /// All that lies in ann's mailbox.
    String mailbox() {
        try {
            return Files.readString(folder.resolve("mail/ann"));
        } catch (IOException e) {
            return "";
        }
    }

    void stop() throws InterruptedException {
        mailroom("stop");
        thread.join();
    }
}
