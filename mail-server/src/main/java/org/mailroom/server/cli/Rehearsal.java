// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.MainCf;
import org.mailroom.server.Mailroom;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A start for nobody, from which Java makes its cache of classes (`bin/mailroom`): in a folder of
/// its own that is gone afterwards, on free loopback ports. One message comes in over TLS and is
/// read by IMAP and POP3, so that the first clients of a server find its classes loaded soon, too.
final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
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

    private final Path folder;
    private final String password = UUID.randomUUID().toString();

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    static void run() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory("mailroom-rehearsal");
        try {
            new Rehearsal(folder).play();
        } finally {
            remove(folder);
        }
    }

    private void play() throws IOException, GeneralSecurityException {
        Path main = Files.writeString(folder.resolve("main.cf"), CONFIGURATION);
        Files.writeString(folder.resolve("users"), "ann:{PLAIN}" + password + "\n");
        Mailroom.loadLibraries();
        try (var server = Mailroom.start(MainCf.load(main, List.of()))) {
            SSLContext tls = trusting(folder.resolve("data/tls/self-made-cert.pem"));
            var smtp = new Conversation(server, tls, "submissions", "[23][0-9]{2} .*");
            smtp.say(
                    "EHLO client.rehearsal.test",
                    "AUTH PLAIN " + base64("\0ann\0" + password),
                    "MAIL FROM:<ann@mail.rehearsal.test>",
                    "RCPT TO:<ann@mail.rehearsal.test>",
                    "DATA",
                    "Subject: rehearsal\r\n\r\nHello\r\n.",
                    "QUIT");
            new Conversation(server, tls, "imaps", "([*]|[a-d]) OK .*")
                    .say(
                            "a LOGIN ann " + password,
                            "b SELECT INBOX",
                            "c FETCH 1:* (UID FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])",
                            "d LOGOUT");
            new Conversation(server, tls, "pop3s", "[+]OK.*")
                    .say("USER ann", "PASS " + password, "STAT", "QUIT");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A client of one door, which says a line when the one before has its answer.
    ///
    /// @param answer the last line of one that is no refusal
    private record Conversation(Mailroom server, SSLContext tls, String door, String answer) {

        void say(String... lines) throws IOException {
            var address = server.address(door);
            try (var socket =
                    tls.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = socket.getOutputStream();
                for (String line : lines) {
                    hear(in);
                    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                }
                hear(in);
            }
        }

        private void hear(BufferedReader in) throws IOException {
            String line = in.readLine();
            while (line != null && !line.matches(answer)) {
                line = in.readLine();
            }
            if (line == null) {
                throw new EOFException(door + " has ended before its answer");
            }
        }
    }

    private static SSLContext trusting(Path certificate)
            throws IOException, GeneralSecurityException {
        var known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            known.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
