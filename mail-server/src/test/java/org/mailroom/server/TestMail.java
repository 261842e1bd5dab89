// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A small message with a name of its own, by whose body one sees that it is whole.
final class TestMail {
    private static final int LINES = 40;

    /// One of so many is larger than `queue_inline_limit`.
    private static final int LARGE_EACH = 20;

    private static final int LARGE_LINES = 15_000;
    private static final Pattern ID = Pattern.compile("(?m)^X-Test-Id: (\\S+)\\r?$");

    private TestMail() {}

    static String text(String id) {
        return "From: sender@client.test\r\nSubject: crash\r\nX-Test-Id: "
                + id
                + "\r\n\r\n"
                + body(id);
    }

    /// The name of a message that has been read back.
    static String idOf(String message) {
        Matcher id = ID.matcher(message);
        assertThat(id.find()).as("a message of the test: %s", message).isTrue();
        assertThat(message.replace("\r\n", "\n"))
                .endsWith("\n\n" + body(id.group(1)).replace("\r\n", "\n"));
        return id.group(1);
    }

    private static String body(String id) {
        var body = new StringBuilder();
        boolean large = Math.floorMod(id.hashCode(), LARGE_EACH) == 0;
        for (int line = 0; line < (large ? LARGE_LINES : LINES); line++) {
            body.append("From line ").append(line).append(" of ").append(id).append("\r\n");
        }
        return body.toString();
    }
}
