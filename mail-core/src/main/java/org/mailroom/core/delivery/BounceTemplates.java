// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.message.SyntaxException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of all notifications, in the form of `bounce_template_file` (bounce(5)):
/// `failure_template = <<EOF`, header fields, an empty line, text, and `EOF` alone.
public record BounceTemplates(
        BounceTemplate failure,
        BounceTemplate delay,
        BounceTemplate success,
        BounceTemplate verify) {
    private static final Pattern BEGIN = Pattern.compile("(\\w+)\\s*=\\s*<<\\s*(\\S+)\\s*");
    private static final Pattern FIELD = Pattern.compile("([A-Za-z-]+):\\s*(.*)");

    private static final List<String> KNOWN =
            List.of("failure_template", "delay_template", "success_template", "verify_template");

    /// Those that come with the server.
    public static final BounceTemplates DEFAULT = read(builtIn(), Map.of());

    /// Reads a file; what it does not have is as it comes with the server.
    ///
    /// @throws SyntaxException with the line, and what was expected
    public static BounceTemplates parse(String text) {
        return read(
                text,
                Map.of(
                        "failure_template", DEFAULT.failure,
                        "delay_template", DEFAULT.delay,
                        "success_template", DEFAULT.success,
                        "verify_template", DEFAULT.verify));
    }

    private static String builtIn() {
        try (InputStream in = BounceTemplates.class.getResourceAsStream("bounce.cf")) {
            return new String(
                    Objects.requireNonNull(in, "bounce.cf").readAllBytes(),
                    StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BounceTemplates read(String text, Map<String, BounceTemplate> defaults) {
        var found = new HashMap<>(defaults);
        var lines = new Lines(text.lines().iterator());
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.isBlank() && !line.startsWith("#")) {
                Matcher begin = BEGIN.matcher(line);
                if (!begin.matches() || !KNOWN.contains(begin.group(1))) {
                    throw lines.wrong("one of " + String.join(", ", KNOWN) + " and = <<EOF");
                }
                found.put(begin.group(1), template(lines, begin.group(2)));
            }
        }
        return new BounceTemplates(
                Objects.requireNonNull(found.get("failure_template")),
                Objects.requireNonNull(found.get("delay_template")),
                Objects.requireNonNull(found.get("success_template")),
                Objects.requireNonNull(found.get("verify_template")));
    }

    private static BounceTemplate template(Lines lines, String end) {
        Map<String, String> fields = new HashMap<>();
        String line = lines.within(end);
        while (!line.isBlank()) {
            Matcher field = FIELD.matcher(line);
            if (!field.matches() || !isPlain(line)) {
                throw lines.wrong("a header field in ASCII, such as Subject: text");
            }
            fields.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2).strip());
            line = lines.within(end);
        }
        String subject = fields.getOrDefault("subject", "");
        if (subject.isEmpty()) {
            throw lines.wrong("a Subject before the empty line");
        }
        String charset = fields.getOrDefault("charset", "us-ascii");
        if (!List.of("us-ascii", "utf-8").contains(charset.toLowerCase(Locale.ROOT))) {
            throw lines.wrong("Charset us-ascii or utf-8 before the empty line");
        }
        List<String> text = new ArrayList<>();
        for (line = lines.within(end); !line.equals(end); line = lines.within(end)) {
            if (charset.equalsIgnoreCase("us-ascii") && !isPlain(line)) {
                throw lines.wrong("ASCII, as there is no other Charset");
            }
            text.add(line);
        }
        return new BounceTemplate(
                charset,
                fields.getOrDefault("from", "MAILER-DAEMON (Mail Delivery System)"),
                subject,
                fields.getOrDefault("postmaster-subject", subject),
                text);
    }

    private static boolean isPlain(String line) {
        return line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127));
    }

    /// The lines of a file, with the number of the last.
    private static final class Lines {
        private final Iterator<String> lines;
        private int number;

        Lines(Iterator<String> lines) {
            this.lines = lines;
        }

        boolean hasNext() {
            return lines.hasNext();
        }

        String next() {
            number++;
            return lines.next();
        }

        /// The next line of a template, which is its end at the latest.
        String within(String end) {
            if (!hasNext()) {
                throw wrong("a line " + end + " at the end of the template");
            }
            return next();
        }

        SyntaxException wrong(String expected) {
            return new SyntaxException("line " + number + ": expected " + expected);
        }
    }
}
