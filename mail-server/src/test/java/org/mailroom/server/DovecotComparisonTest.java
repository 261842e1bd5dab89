// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SizeTerm;
import jakarta.mail.search.SubjectTerm;

import org.eclipse.angus.mail.imap.IMAPMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailroom.core.config.MainCf;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Jakarta Mail sees the same in the same messages, whether this server or Dovecot shows them:
/// ENVELOPE, BODYSTRUCTURE, sizes, the octets of each part, what is found. Blanks in a row and the
/// case of names aside: Dovecot joins blanks. Words in the header of a message inside a message are
/// not looked for: Dovecot does not find them.
@Tag("interop")
class DovecotComparisonTest {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final String UNREADABLE = " cannot be read";
    private static final List<SearchTerm> SEARCHES =
            List.of(
                    new SubjectTerm("re"),
                    new FromStringTerm("yahoo"),
                    new BodyTerm("you are"),
                    new SizeTerm(SizeTerm.GT, 5000));

    @TempDir Path folder;

    @Test
    void showsRealMailAsDovecotDoes() throws Exception {
        assumeTrue(
                DovecotPeer.isInstalled(), "dovecot-imapd is not installed, or this is not root");
        ServerProcess.writeUsers(folder);
        Files.writeString(folder.resolve("main.cf"), TestConfiguration.text());
        try (Mailroom server = Mailroom.start(MainCf.load(folder, List.of()));
                var dovecot =
                        DovecotPeer.start(
                                Files.createDirectory(folder.resolve("dovecot")),
                                DovecotPeer.Format.MAILDIR)) {
            List<String> expected = seen(dovecot.address());
            List<String> seen = seen(server.address("imap"));

            assertThat(seen).hasSize(380 + SEARCHES.size());
            for (int i = 0; i < seen.size(); i++) {
                if (!expected.get(i).endsWith(UNREADABLE)) {
                    assertThat(seen.get(i)).isEqualTo(expected.get(i));
                }
            }
        }
    }

    private static List<String> seen(InetSocketAddress imap) throws Exception {
        var properties = new Properties();
        properties.setProperty("mail.imap.peek", "true");
        Session session = Session.getInstance(properties);
        try (Store store = session.getStore("imap")) {
            store.connect(imap.getHostString(), imap.getPort(), "u0", "pass");
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            inbox.appendMessages(corpus(session));
            var seen = new ArrayList<String>();
            for (Message message : fetched(inbox)) {
                seen.add(describedOrUnreadable(message));
            }
            for (SearchTerm term : SEARCHES) {
                seen.add(
                        Arrays.stream(inbox.search(term)).map(Message::getMessageNumber).toList()
                                + " found");
            }
            inbox.close(false);
            return seen;
        }
    }

    private static Message[] corpus(Session session) throws IOException, MessagingException {
        var messages = new ArrayList<Message>();
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".eml")).sorted().toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    messages.add(new MimeMessage(session, in));
                }
            }
        }
        return messages.toArray(Message[]::new);
    }

    private static Message[] fetched(Folder inbox) throws MessagingException {
        Message[] messages = inbox.getMessages();
        var profile = new FetchProfile();
        profile.add(FetchProfile.Item.ENVELOPE);
        profile.add(FetchProfile.Item.CONTENT_INFO);
        profile.add(FetchProfile.Item.SIZE);
        inbox.fetch(messages, profile);
        return messages;
    }

    // Jakarta Mail does not understand each ENVELOPE of Dovecot.
    private static String describedOrUnreadable(Message message) throws IOException {
        try {
            return described(message);
        } catch (MessagingException unreadable) {
            return message.getMessageNumber() + UNREADABLE;
        }
    }

    private static String described(Message message) throws MessagingException, IOException {
        String envelope =
                "%d: %d %s from %s to %s cc %s reply %s id %s answers %s sent %s seen %b %s"
                        .formatted(
                                message.getMessageNumber(),
                                message.getSize(),
                                message.getSubject(),
                                Arrays.toString(message.getFrom()),
                                Arrays.toString(message.getRecipients(Message.RecipientType.TO)),
                                Arrays.toString(message.getRecipients(Message.RecipientType.CC)),
                                Arrays.toString(message.getReplyTo()),
                                ((IMAPMessage) message).getMessageID(),
                                ((IMAPMessage) message).getInReplyTo(),
                                message.getSentDate(),
                                message.isSet(Flags.Flag.SEEN),
                                described((Part) message));
        return envelope.replaceAll("\\s+", " ").strip();
    }

    private static String described(Part part) throws MessagingException, IOException {
        String type = new ContentType(part.getContentType()).getBaseType();
        String own =
                "(%s %s %s %d %s"
                        .formatted(
                                type.toLowerCase(Locale.ROOT),
                                ((MimePart) part).getEncoding(),
                                part.getDisposition(),
                                part instanceof Message ? -1 : part.getSize(),
                                part.getLineCount());
        var text = new StringBuilder(own.toLowerCase(Locale.ROOT));
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                text.append(described(parts.getBodyPart(i)));
            }
        } else {
            text.append(' ').append(checksum(part));
        }
        return text.append(')').toString();
    }

    private static long checksum(Part part) throws MessagingException, IOException {
        var checksum = new CRC32();
        try (InputStream in = part.getInputStream()) {
            checksum.update(in.readAllBytes());
        }
        return checksum.getValue();
    }
}
