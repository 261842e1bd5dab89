// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.net.pop3.POP3Client;
import org.apache.commons.net.pop3.POP3MessageInfo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What lies in the mailboxes of `u0` to `u9`, read by POP3.
record Mailboxes(InetSocketAddress pop3) {

    /// The names of all test messages; each has been seen to be whole.
    List<String> ids() {
        var ids = new ArrayList<String>();
        for (int user = 0; user < 10; user++) {
            messages("u" + user).forEach(message -> ids.add(TestMail.idOf(message)));
        }
        return ids;
    }

    /// All messages of one user, a character for an octet.
    List<String> messages(String user) {
        var client = new POP3Client();
        client.setCharset(StandardCharsets.ISO_8859_1);
        try {
            client.connect(pop3.getAddress(), pop3.getPort());
            assertThat(client.login(user, "pass")).as("login of %s", user).isTrue();
            var messages = new ArrayList<String>();
            for (POP3MessageInfo message : client.listMessages()) {
                messages.add(read(client.retrieveMessage(message.number)));
            }
            client.logout();
            client.disconnect();
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int count(String user) {
        return messages(user).size();
    }

    private static String read(Reader reader) throws IOException {
        try (var lines = new BufferedReader(reader)) {
            var text = new StringBuilder();
            for (int c = lines.read(); c >= 0; c = lines.read()) {
                text.append((char) c);
            }
            return text.toString();
        }
    }
}
