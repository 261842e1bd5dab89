// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.smtp.Reply;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reply that a milter has written (`SMFIR_REPLYCODE`): `550 5.7.1 text`, or several such lines.
final class ReplyText {
    private static final Pattern LINE =
            Pattern.compile("([45]\\d\\d)[ -](?:([45]\\.\\d{1,3}\\.\\d{1,3})(?: |$))?(.*)");
    private static final int MAX_LINES = 32;

    private ReplyText() {}

    /// @throws MilterException where it is none, or its codes contradict each other
    static Reply parse(String text) throws MilterException {
        // The library of milters demands % to be doubled
        String[] lines = text.replace("%%", "%").split("\r\n|\n|\r", -1);
        List<String> texts = new ArrayList<>();
        String code = "";
        String status = "";
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            boolean matches = matcher.matches();
            if (!matches
                    || texts.size() == MAX_LINES
                    || !(code.isEmpty() || code.equals(matcher.group(1)))) {
                throw malformed(text);
            }
            code = matcher.group(1);
            if (matcher.group(2) != null) {
                status = matcher.group(2);
            }
            texts.add(matcher.group(3));
        }
        if (status.isEmpty()) {
            status = code.charAt(0) + ".7.1";
        }
        if (status.charAt(0) != code.charAt(0)) {
            throw malformed(text);
        }
        return new Reply(Integer.parseInt(code), status, texts);
    }

    private static MilterException malformed(String text) {
        return new MilterException("malformed reply: " + text);
    }
}
