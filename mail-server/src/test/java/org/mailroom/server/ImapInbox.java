// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;

import org.eclipse.angus.mail.imap.IMAPMessage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// An INBOX as Jakarta Mail reads it by IMAP.
record ImapInbox(InetSocketAddress imap) {

    /// All messages of one user, a character for an octet.
    List<String> messages(String user) throws MessagingException, IOException {
        var properties = new Properties();
        properties.setProperty("mail.imap.peek", "true");
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect(imap.getHostString(), imap.getPort(), user, "pass");
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                var messages = new ArrayList<String>();
                for (Message message : inbox.getMessages()) {
                    messages.add(text((IMAPMessage) message));
                }
                return messages;
            }
        }
    }

    private static String text(IMAPMessage message) throws MessagingException, IOException {
        try (var content = message.getMimeStream()) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
