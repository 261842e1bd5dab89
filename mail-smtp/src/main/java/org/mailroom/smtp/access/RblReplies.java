// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.smtp.Reply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The replies to who is in a list of the DNS.
///
/// @param template `default_rbl_reply`
/// @param maps `rbl_reply_maps`: templates by the domain of the list
/// @param filter `smtpd_expansion_filter`: characters that values may bring into a reply
public record RblReplies(String template, List<LookupTable> maps, String filter) {
    static final String USUAL =
            "$rbl_code Service unavailable; $rbl_class [$rbl_what] blocked using"
                    + " $rbl_domain${rbl_reason?; $rbl_reason}";
    private static final Pattern REPLY =
            Pattern.compile("([45]\\d\\d)(?:\\s+([245]\\.\\d{1,3}\\.\\d{1,3}))?\\s+(\\S.*)");

    public RblReplies {
        maps = List.copyOf(maps);
    }

    /// The reply of a list, of which `values` are told by the names that templates have for them.
    Reply reply(String list, Map<String, String> values, Subject subject, AccessNotes notes) {
        String text = found(list, notes).orElse(template);
        return reply(text, values, subject)
                .or(
                        () -> {
                            notes.warning("bad RBL reply template for " + list + ": " + text);
                            return reply(USUAL, values, subject);
                        })
                .orElse(Reply.MISCONFIGURED);
    }

    private Optional<String> found(String list, AccessNotes notes) {
        for (LookupTable table : maps) {
            switch (table.find(list)) {
                case Lookup.Found(var text) -> {
                    return Optional.of(text);
                }
                case Lookup.Failed(var reason) -> notes.warning(reason);
                case Lookup.NotFound() -> {}
            }
        }
        return Optional.empty();
    }

    private Optional<Reply> reply(String text, Map<String, String> values, Subject subject) {
        try {
            String expanded = Expansion.of(text, name -> allowed(values.getOrDefault(name, "")));
            Matcher parts = REPLY.matcher(expanded);
            return parts.matches() ? Optional.of(reply(parts, subject)) : Optional.empty();
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }

    private static Reply reply(Matcher parts, Subject subject) {
        int code = Integer.parseInt(parts.group(1));
        String status = parts.group(2) == null ? "5.7.1" : subject.fitting(parts.group(2));
        return Reply.of(code, AccessContext.ofClass(code, status), parts.group(3));
    }

    private String allowed(String value) {
        var text = new StringBuilder(value.length());
        value.chars().forEach(c -> text.append(filter.indexOf(c) >= 0 ? (char) c : '_'));
        return text.toString();
    }
}
