// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Flags.Flag;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;

import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// A folder of a user with the password `pass`, as Jakarta Mail reads it by IMAP.
public record ImapFolder(InetSocketAddress imap, String user, String name) {
    private static final Map<Flag, String> NAMES =
            Map.of(
                    Flag.SEEN, "\\Seen",
                    Flag.ANSWERED, "\\Answered",
                    Flag.FLAGGED, "\\Flagged",
                    Flag.DELETED, "\\Deleted",
                    Flag.DRAFT, "\\Draft");

    private interface Reading<T> {
        T of(Message message) throws MessagingException, IOException;
    }

    /// All messages, a character for an octet.
    public List<String> messages() throws MessagingException, IOException {
        return each(ImapFolder::text);
    }

    public List<String> subjects() throws MessagingException, IOException {
        return each(Message::getSubject);
    }

    /// The flags of each message, without `\Recent`, and its keywords.
    public List<Set<String>> flags() throws MessagingException, IOException {
        return each(ImapFolder::flags);
    }

    /// What is answered to a command before it is completed, a character for an octet.
    public List<String> answers(String command) throws MessagingException {
        try (Store store = connected();
                var folder = (IMAPFolder) store.getFolder(name)) {
            folder.open(Folder.READ_ONLY);
            var responses = (Response[]) folder.doCommand(imap -> imap.command(command, null));
            assertThat(responses[responses.length - 1].isOK()).isTrue();
            return Arrays.stream(responses)
                    .limit(responses.length - 1)
                    .map(Response::toString)
                    .toList();
        }
    }

    private Store connected() throws MessagingException {
        var properties = new Properties();
        properties.setProperty("mail.imap.peek", "true");
        Store store = Session.getInstance(properties).getStore("imap");
        store.connect(imap.getHostString(), imap.getPort(), user, "pass");
        return store;
    }

    private <T> List<T> each(Reading<T> reading) throws MessagingException, IOException {
        try (Store store = connected();
                Folder folder = store.getFolder(name)) {
            folder.open(Folder.READ_ONLY);
            var answers = new ArrayList<T>();
            for (Message message : folder.getMessages()) {
                answers.add(reading.of(message));
            }
            return answers;
        }
    }

    private static String text(Message message) throws MessagingException, IOException {
        try (var content = ((IMAPMessage) message).getMimeStream()) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Set<String> flags(Message message) throws MessagingException {
        Flags flags = message.getFlags();
        flags.remove(Flag.RECENT);
        var names = new TreeSet<>(Set.of(flags.getUserFlags()));
        for (Flag flag : flags.getSystemFlags()) {
            names.add(NAMES.getOrDefault(flag, "?"));
        }
        return names;
    }
}
