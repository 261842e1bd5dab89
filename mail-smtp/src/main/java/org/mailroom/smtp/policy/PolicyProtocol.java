// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The protocol of policy services (SMTPD_POLICY_README): lines of `name=value` and an empty line,
/// in both directions.
final class PolicyProtocol {
    private static final int MAX_ANSWER = 16 * 1024;
    private static final String ACTION = "action=";

    private PolicyProtocol() {}

    static byte[] request(Map<String, String> attributes) {
        var text = new StringBuilder(1024);
        attributes.forEach(
                (name, value) ->
                        text.append(name).append('=').append(harmless(value)).append('\n'));
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    // No value can end its line
    private static String harmless(String value) {
        return value.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
    }

    /// Reads an answer to its end, and gives the action in it. An IOException is none.
    static String answer(InputStream in) throws IOException {
        String action = "";
        int left = MAX_ANSWER;
        String line = line(in, left);
        while (!line.isEmpty()) {
            if (line.startsWith(ACTION) && action.isEmpty()) {
                action = line.substring(ACTION.length()).strip();
            }
            left -= line.length() + 1;
            line = line(in, left);
        }
        if (action.isEmpty()) {
            throw new IOException("an answer without an action");
        }
        return action;
    }

    private static String line(InputStream in, int limit) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("connection closed");
            }
            if (line.size() >= limit) {
                throw new IOException("an answer of more than " + MAX_ANSWER + " octets");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
