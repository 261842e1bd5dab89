// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.SyntaxException;
import org.mailroom.smtp.Reply;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reply of another server (RFC 5321 §4.2), its lines as they came, without control characters
/// and no longer than is of use.
record RemoteReply(int code, List<String> lines) {
    private static final Pattern LINE =
            Pattern.compile("([2-5][0-9][0-9])(?:([ -]).*)?", Pattern.DOTALL);
    private static final Pattern STATUS =
            Pattern.compile("[245](\\.[0-9]{1,3}\\.[0-9]{1,3})(?: .*)?", Pattern.DOTALL);
    private static final int CODE_AND_SEPARATOR = 4;
    private static final int MAX_TEXT_CHARS = 1000;

    RemoteReply {
        lines = List.copyOf(lines);
    }

    /// One line of a reply.
    record Line(int code, String text, Place place) {
        enum Place {
            CONTINUED,
            LAST
        }

        static Line parse(String text) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                throw new SyntaxException("non-SMTP response: " + abbreviated(text, 100));
            }
            Place place = "-".equals(line.group(2)) ? Place.CONTINUED : Place.LAST;
            int code = Integer.parseInt(line.group(1));
            return new Line(code, abbreviated(text), place);
        }
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    /// Whether it, not being the one that was hoped for, says that somebody does not speak SMTP.
    boolean isBreach() {
        return code < 400 || Reply.isOfSyntax(code);
    }

    /// The same as a refusal for now only.
    RemoteReply forNow() {
        return new RemoteReply(code - 100, lines);
    }

    /// The enhanced code (RFC 3463) that the server gave, else one that says as much as the code.
    String status() {
        int kind = isPositive() ? 2 : isPermanent() ? 5 : 4;
        Matcher status = STATUS.matcher(textOf(lines.getLast()));
        return kind + (status.matches() ? status.group(1) : ".0.0");
    }

    /// The texts of the lines, without codes.
    List<String> texts() {
        return lines.stream().map(RemoteReply::textOf).toList();
    }

    private static String textOf(String line) {
        return line.length() > CODE_AND_SEPARATOR ? line.substring(CODE_AND_SEPARATOR) : "";
    }

    /// As much of a line as is of use.
    static String abbreviated(String line) {
        return abbreviated(line, MAX_TEXT_CHARS);
    }

    private static String abbreviated(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars);
    }

    /// The whole reply on one line, as the log and notifications quote it.
    @Override
    public String toString() {
        return abbreviated(String.join(" ", lines));
    }
}
