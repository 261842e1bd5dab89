// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/// A message for a program to send: its body holds what goes wrong first, a line with a dot, one
/// that looks like the start of a message in an mbox, and letters beyond ASCII.
final class Letter {
    private static final String BODY = ".\r\n..dots\r\nFrom here on\r\nGr\u00fc\u00dfe\r\n";

    private Letter() {}

    static String text(String subject) {
        return """
        From: u0@example.org
        To: u1@example.org
        Subject: %s
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        """
                        .formatted(subject)
                        .replace("\n", "\r\n")
                + BODY;
    }

    /// Asserts that the body has come through; a character of `message` is an octet.
    static void assertWhole(String message) {
        assertThat(utf8(message).replace("\r\n", "\n"))
                .endsWith("\n\n" + BODY.replace("\r\n", "\n"));
    }

    static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
