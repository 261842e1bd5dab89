// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;
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
/// is a further account, `given database name` makes `name.db` of an SQL script, beside a `name.cf`
/// that asks it. Those of `delivery` speak SMTP and tell where the mail ends, those of `senders`
/// submit it.
class TranscriptsTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Pattern MAILBOX = Pattern.compile("given mailbox (\\S+) = (\\S+)");
    private static final Pattern USER = Pattern.compile("given user (\\S+)");
    private static final Pattern DATABASE = Pattern.compile("given database (\\S+)");
    private static final Pattern PARAMETER = Pattern.compile("given (\\S+ = ?.*)");

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> smtp() throws IOException {
        return transcripts("smtp", "smtp");
    }

    @TestFactory
    Stream<DynamicTest> delivery() throws IOException {
        return transcripts("delivery", "smtp");
    }

    @TestFactory
    Stream<DynamicTest> submission() throws IOException {
        return transcripts("submission", "submission");
    }

    @TestFactory
    Stream<DynamicTest> senders() throws IOException {
        return transcripts("senders", "submission");
    }

    @TestFactory
    Stream<DynamicTest> lmtp() throws IOException {
        return transcripts("lmtp", "lmtp");
    }

    @TestFactory
    Stream<DynamicTest> imap() throws IOException {
        return transcripts("imap", "imap");
    }

    @TestFactory
    Stream<DynamicTest> pop3() throws IOException {
        return transcripts("pop3", "pop3");
    }

    private Stream<DynamicTest> transcripts(String kind, String service) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("transcripts").resolve(kind))) {
            return files.sorted().toList().stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            kind + "/" + file.getFileName(),
                                            () -> play(service, file)));
        }
    }

    private void play(String service, Path file) throws IOException {
        Path own = Files.createTempDirectory(folder, "server");
        MainCf main = configuration(own, Files.readAllLines(file));
        try (var server = Mailroom.start(main);
                var transcript = new Transcript(server.address(service), own.resolve("mail"))) {
            transcript.play(file);
        }
    }

    private static MainCf configuration(Path own, List<String> lines) throws IOException {
        var users = new StringBuilder("demo:{PLAIN}secret\n");
        Path spool = Files.createDirectory(own.resolve("mail"));
        var parameters = new StringBuilder();
        for (String line : lines) {
            Matcher mailbox = MAILBOX.matcher(line);
            Matcher user = USER.matcher(line);
            Matcher database = DATABASE.matcher(line);
            Matcher parameter = PARAMETER.matcher(line);
            if (mailbox.matches()) {
                Files.copy(
                        RESOURCES.resolve("mailboxes").resolve(mailbox.group(2)),
                        spool.resolve(mailbox.group(1)));
            } else if (user.matches()) {
                users.append(user.group(1)).append(":{PLAIN}secret\n");
            } else if (database.matches()) {
                fill(own, database.group(1));
            } else if (parameter.matches()) {
                parameters.append(parameter.group(1)).append('\n');
            }
        }
        Files.writeString(own.resolve("users"), users);
        Files.writeString(own.resolve("main.cf"), TestConfiguration.text() + parameters);
        return MainCf.load(own, List.of());
    }

    private static void fill(Path own, String name) throws IOException {
        Path scripts = RESOURCES.resolve("databases");
        Path file = own.resolve(name + ".db");
        String query = Files.readString(scripts.resolve(name + ".cf"));
        Files.writeString(own.resolve(name + ".cf"), "dbpath = " + file + "\n" + query);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(Files.readString(scripts.resolve(name + ".sql")));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
