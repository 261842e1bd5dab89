// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.dns.RecordedDns;
import org.mailroom.core.net.FilesIn;
import org.mailroom.core.net.Transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Plays every transcript against the whole server: queue, mailboxes and all. A line `given name =
/// value` goes into its `main.cf`, `given mailbox demo = file` into the spool, `given user alice`
/// is a further account, `given account ann:…` its whole line, `given database name` makes
/// `name.db` of an SQL script, beside a `name.cf` that asks it. `then log = LINE` is as in
/// `LogLines`. Those of `delivery` speak SMTP and tell where the mail ends, those of `senders`
/// submit it. `given zone LINE` is what the DNS knows, as in a zone file, `given failing NAME` what
/// it cannot tell: those of `dns` ask it. Those of `policy` have a service for
/// `check_policy_service $policy`.
class TranscriptsTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Pattern MAILBOX = Pattern.compile("given mailbox (\\S+) = (\\S+)");
    private static final Pattern USER = Pattern.compile("given user (\\S+)");
    private static final Pattern ACCOUNT = Pattern.compile("given account (\\S+:.*)");
    private static final Pattern DATABASE = Pattern.compile("given database (\\S+)");
    private static final Pattern PARAMETER = Pattern.compile("given (?!policy )(\\S+ = ?.*)");
    private static final Pattern ZONE = Pattern.compile("given zone (.*)");
    private static final Pattern FAILING = Pattern.compile("given failing (.*)");

    @TempDir Path folder;

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/smtp")
    void smtp(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/delivery")
    void delivery(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/access")
    void access(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/dns")
    void dns(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/accounts/smtp")
    void smtpAccounts(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/accounts/imap")
    void imapAccounts(Path file) throws IOException {
        play("imap", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/accounts/pop3")
    void pop3Accounts(Path file) throws IOException {
        play("pop3", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/screen")
    void screen(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/server")
    void server(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/submission")
    void submission(Path file) throws IOException {
        play("submission", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/senders")
    void senders(Path file) throws IOException {
        play("submission", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/lmtp")
    void lmtp(Path file) throws IOException {
        play("lmtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/certificates/smtp")
    void smtpWithCertificates(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/certificates/imap")
    void imapWithCertificates(Path file) throws IOException {
        play("imap", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/certificates/pop3")
    void pop3WithCertificates(Path file) throws IOException {
        play("pop3", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/imap")
    void imap(Path file) throws IOException {
        play("imap", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/policy")
    void policy(Path file) throws IOException {
        play("smtp", file);
    }

    @ParameterizedTest
    @FilesIn("src/test/resources/transcripts/pop3")
    void pop3(Path file) throws IOException {
        play("pop3", file);
    }

    private void play(String service, Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try (var policy = new ScriptedPolicy(lines);
                var names = RecordedDns.of(zone(lines));
                var server = Mailroom.start(configuration(lines, policy, names))) {
            firstGroups(FAILING, lines).forEach(names::failing);
            Path spool = folder.resolve("mail");
            try (var transcript = new Transcript(server.address(service), spool)) {
                transcript.play(file);
            }
            LogLines.await(folder.resolve("mail.log"), lines);
        }
    }

    private static String[] zone(List<String> lines) {
        return firstGroups(ZONE, lines).toArray(String[]::new);
    }

    private static Stream<String> firstGroups(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1));
    }

    private MainCf configuration(List<String> lines, ScriptedPolicy policy, RecordedDns names)
            throws IOException {
        var users = new StringBuilder("demo:{PLAIN}secret\n");
        Path spool = Files.createDirectory(folder.resolve("mail"));
        var parameters = new StringBuilder("policy = " + policy.place() + "\n");
        if (zone(lines).length > 0) {
            parameters.append("dns_servers = 127.0.0.1:" + names.address().getPort() + "\n");
        }
        for (String line : lines) {
            Matcher mailbox = MAILBOX.matcher(line);
            Matcher user = USER.matcher(line);
            Matcher account = ACCOUNT.matcher(line);
            Matcher database = DATABASE.matcher(line);
            Matcher parameter = PARAMETER.matcher(line);
            if (mailbox.matches()) {
                Files.copy(
                        RESOURCES.resolve("mailboxes").resolve(mailbox.group(2)),
                        spool.resolve(mailbox.group(1)));
            } else if (user.matches()) {
                users.append(user.group(1)).append(":{PLAIN}secret\n");
            } else if (account.matches()) {
                users.append(account.group(1)).append('\n');
            } else if (database.matches()) {
                fill(database.group(1));
            } else if (parameter.matches()) {
                parameters.append(parameter.group(1)).append('\n');
            }
        }
        Files.writeString(folder.resolve("users"), users);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text() + parameters);
        return MainCf.load(folder, List.of());
    }

    private void fill(String name) throws IOException {
        Path scripts = RESOURCES.resolve("databases");
        Path file = folder.resolve(name + ".db");
        String query = Files.readString(scripts.resolve(name + ".cf"));
        Files.writeString(folder.resolve(name + ".cf"), "dbpath = " + file + "\n" + query);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(Files.readString(scripts.resolve(name + ".sql")));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
