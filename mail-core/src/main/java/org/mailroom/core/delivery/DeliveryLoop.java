// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.message.MessageContent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds a message that has been delivered to the same address before, and came back.
public final class DeliveryLoop {
    private static final String FIELD = "delivered-to:";
    private static final int MAX_HEADER_CHARS = 1 << 20;

    private DeliveryLoop() {}

    public static boolean isIn(MessageContent message, String recipient) throws IOException {
        try (var header =
                new BufferedReader(new InputStreamReader(message.open(), StandardCharsets.UTF_8))) {
            int chars = 0;
            String line = header.readLine();
            while (line != null && !line.isEmpty() && chars < MAX_HEADER_CHARS) {
                if (names(line, recipient)) {
                    return true;
                }
                chars += line.length();
                line = header.readLine();
            }
            return false;
        }
    }

    private static boolean names(String line, String recipient) {
        return line.regionMatches(true, 0, FIELD, 0, FIELD.length())
                && line.substring(FIELD.length())
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(recipient.toLowerCase(Locale.ROOT));
    }
}
