// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.Flags;
import jakarta.mail.Flags.Flag;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;

import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Mailroom, Dovecot, mutt, s-nail, procmail and `cat >>` take turns at one mbox file. After each
/// turn Mailroom and Dovecot show the same messages with the same UIDs, flags and keywords. Quoting
/// of `From ` lines aside: Dovecot does not undo it.
@Tag("interop")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SharedMboxTest {
    private static final int STEPS = 200;
    private static final List<Flag> FLAGS =
            List.of(Flag.SEEN, Flag.ANSWERED, Flag.FLAGGED, Flag.DRAFT);
    private static final Map<Flag, String> SYSTEM =
            Map.of(
                    Flag.SEEN, "seen",
                    Flag.ANSWERED, "answered",
                    Flag.FLAGGED, "flagged",
                    Flag.DRAFT, "draft",
                    Flag.DELETED, "deleted");

    @TempDir Path folder;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final List<String> history = new ArrayList<>();
    private Path mbox = Path.of("");
    private Instant time = Instant.parse("2026-11-23T00:00:00Z");
    private final Map<String, String> letters = new HashMap<>();

    private enum Owner {
        /// Mailroom runs as this user.
        ROOT("root"),
        /// Dovecot does not work as root.
        DOVECOT("5000");

        private final String user;

        Owner(String user) {
            this.user = user;
        }
    }

    private interface Work {
        void on(IMAPFolder inbox) throws Exception;
    }

    private record Server(InetSocketAddress imap, String user, Owner owner) {}

    private void with(Server server, Work work) throws Exception {
        // Dovecot knows a change by the second
        time = time.plusSeconds(1);
        Files.setLastModifiedTime(mbox, FileTime.from(time));
        new ProcessBuilder("chown", server.owner().user, mbox.toString()).start().waitFor();
        var properties = new Properties();
        properties.setProperty("mail.imap.peek", "true");
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect(
                    server.imap().getHostString(), server.imap().getPort(), server.user(), "pass");
            var inbox = (IMAPFolder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            work.on(inbox);
            assertThat(inbox.isOpen()).as("%s hangs up, %s", server, history).isTrue();
            inbox.close(false);
        }
    }

    @Test
    void showsWhatOthersHaveDone() throws Exception {
        assumeTrue(
                DovecotPeer.isInstalled(), "dovecot-imapd is not installed, or this is not root");
        System.out.println("seed " + seed);
        // mutt asks for it
        Files.createDirectory(folder.resolve("Mail"));
        Path dovecotFolder = Files.createDirectory(folder.resolve("dovecot"));
        Path home =
                Files.createDirectories(dovecotFolder.resolve("home/u0/mail"))
                        .resolveSibling(".")
                        .normalize();
        mbox = Files.createFile(home.resolve("inbox"));
        Files.writeString(folder.resolve("users"), "inbox:{PLAIN}pass\n");
        Files.writeString(
                folder.resolve("main.cf"),
                TestConfiguration.text()
                        + "storage_cache_limit = 0\n"
                        + "mailbox_compaction_octets = 0\n"
                        + "mail_spool_directory = "
                        + home
                        + "\n");
        try (var dovecot = DovecotPeer.start(dovecotFolder, DovecotPeer.Format.MBOX);
                Mailroom mailroom = Mailroom.start(MainCf.load(folder, List.of()))) {
            var ours = new Server(mailroom.address("imap"), "inbox", Owner.ROOT);
            var theirs = new Server(dovecot.address(), "u0", Owner.DOVECOT);
            for (int step = 0; step < STEPS; step++) {
                turn(random.nextBoolean() ? ours : theirs);
                // Mailroom writes into the file what has changed when nobody uses it
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () ->
                                        assertThat(shown(ours))
                                                .as("seed %d, %s", seed, history)
                                                .isEqualTo(shown(theirs)));
            }
        }
    }

    private void turn(Server server) throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> with(server, inbox -> append(inbox, server));
            case 3, 4, 5 -> with(server, inbox -> flag(inbox, server));
            case 6 -> with(server, inbox -> keyword(inbox, server));
            case 7 -> with(server, inbox -> expunge(inbox, server));
            case 8 -> addToFile();
            case 9 -> sNail();
            case 10 -> procmail();
            default -> mutt();
        }
    }

    private String letter() {
        String subject = "letter " + letters.size();
        String letter =
                "From: a@b.example\r\nSubject: %s\r\n\r\nHello\r\nFrom here on\r\n%s\r\n"
                        .formatted(subject, "text ".repeat(random.nextInt(50)));
        letters.put(subject, letter);
        return letter;
    }

    private void append(IMAPFolder inbox, Server server) throws Exception {
        history.add(server.owner() + " appends");
        var octets = letter().getBytes(StandardCharsets.US_ASCII);
        var message =
                new MimeMessage(
                        Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
        inbox.appendMessages(new Message[] {message});
    }

    private void flag(IMAPFolder inbox, Server server) throws Exception {
        int count = inbox.getMessageCount();
        if (count > 0) {
            int number = 1 + random.nextInt(count);
            Flag flag = FLAGS.get(random.nextInt(FLAGS.size()));
            boolean isSet = random.nextBoolean();
            history.add("%s flags %d".formatted(server.owner(), number));
            inbox.getMessage(number).setFlag(flag, isSet);
        }
    }

    private void keyword(IMAPFolder inbox, Server server) throws Exception {
        int count = inbox.getMessageCount();
        if (count > 0) {
            int number = 1 + random.nextInt(count);
            history.add("%s gives %d a keyword".formatted(server.owner(), number));
            inbox.getMessage(number)
                    .setFlags(new Flags("word" + random.nextInt(3)), random.nextInt(3) > 0);
        }
    }

    private void expunge(IMAPFolder inbox, Server server) throws Exception {
        int count = inbox.getMessageCount();
        if (count > 3) {
            int number = 1 + random.nextInt(count);
            history.add("%s expunges %d".formatted(server.owner(), number));
            inbox.getMessage(number).setFlag(Flag.DELETED, true);
            inbox.expunge();
        }
    }

    private void addToFile() throws IOException {
        history.add("cat appends");
        Files.writeString(
                mbox,
                "From x@y.example Mon Nov 23 09:00:00 2026\n" + letter().replace("\r", "") + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void mutt() throws Exception {
        if (Files.size(mbox) == 0) {
            return;
        }
        String keys =
                random.nextBoolean()
                        ? "<first-entry><flag-message><last-entry><toggle-new>"
                        : "<last-entry><delete-message>";
        history.add("mutt " + keys);
        String command =
                "mutt -n -F /dev/null -f %s -e 'set delete=yes move=no quit=yes wait_key=no; push %s<sync-mailbox><exit>'"
                        .formatted(mbox, keys);
        ProcessBuilder mutt =
                new ProcessBuilder("script", "--quiet", "--return", "-c", command, "/dev/null")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        mutt.environment().put("HOME", folder.toString());
        mutt.environment().put("TERM", "xterm");
        Process running = mutt.start();
        running.getOutputStream().close();
        assertThat(running.waitFor(20, TimeUnit.SECONDS)).as("mutt ends, %s", history).isTrue();
        assertThat(running.exitValue()).as("mutt, %s", history).isZero();
    }

    private void sNail() throws Exception {
        if (Files.size(mbox) == 0) {
            return;
        }
        String command = random.nextBoolean() ? "flag 1" : "delete $";
        history.add("s-nail " + command);
        run(command + "\nquit\n", "s-nail", "-n", "-#", "-f", mbox.toString());
    }

    private void procmail() throws Exception {
        history.add("procmail delivers");
        Path rules = Files.writeString(folder.resolve("procmailrc"), ":0:\n" + mbox + "\n");
        run(
                "From x@y.example Mon Nov 23 09:00:00 2026\n" + letter().replace("\r", "") + "\n",
                "procmail",
                rules.toString());
    }

    private void run(String input, String... command) throws Exception {
        Path fed = Files.writeString(folder.resolve("input"), input);
        Process program =
                new ProcessBuilder(command)
                        .redirectInput(fed.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(program.waitFor(20, TimeUnit.SECONDS))
                .as("%s ends, %s", command[0], history)
                .isTrue();
        assertThat(program.exitValue()).as("%s, %s", command[0], history).isZero();
    }

    private List<String> shown(Server server) throws Exception {
        List<String> shown = new ArrayList<>();
        with(
                server,
                inbox -> {
                    // An empty file tells none
                    if (inbox.getMessageCount() > 0) {
                        shown.add("UIDVALIDITY " + inbox.getUIDValidity());
                    }
                    for (Message message : inbox.getMessages()) {
                        shown.add(
                                inbox.getUID(message)
                                        + " "
                                        + message.getSubject()
                                        + " "
                                        + flags(message));
                        if (server.owner() == Owner.ROOT) {
                            assertWhole(message);
                        }
                    }
                });
        return shown;
    }

    // Dovecot cuts messages off to which mutt has added a field.
    private void assertWhole(Message message) throws Exception {
        assertThat(text(message))
                .as("seed %d, %s", seed, history)
                .isEqualTo(letters.get(message.getSubject()));
    }

    private static Set<String> flags(Message message) throws Exception {
        Flags flags = message.getFlags();
        var names = new TreeSet<>(Set.of(flags.getUserFlags()));
        SYSTEM.forEach(
                (flag, name) -> {
                    if (flags.contains(flag)) {
                        names.add(name);
                    }
                });
        return names;
    }

    private static String text(Message message) throws Exception {
        try (var content = ((IMAPMessage) message).getMimeStream()) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .replaceAll("(?m)^>+From ", "From ");
        }
    }
}
