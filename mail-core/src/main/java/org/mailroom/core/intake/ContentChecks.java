// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.AddressText;
import org.mailroom.core.intake.CheckAction.Word;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.route.ErrorText;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Asks content tables about fields and lines of one message, and does what they say
/// (header_checks(5)). Used by one thread.
final class ContentChecks {
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*", Pattern.DOTALL);
    private static final Draft.Committed.Refused NOT_NOW =
            new Draft.Committed.Refused(451, "4.3.0", "Error: queue file write error");

    private final Station station;
    private final String origin;
    private final String peer;
    private final Consumer<String> log;
    private final ContentVerdict verdict;

    /// Where on its way a message is looked at.
    enum Station {
        /// It comes in: everything is possible.
        ENTRY(200),
        /// A filter writes it, while it comes in.
        FILTER(200),
        /// It leaves: where it goes and when has been decided.
        EXIT(60);

        private final int loggedChars;

        Station(int loggedChars) {
            this.loggedChars = loggedChars;
        }

        boolean canDo(Word word) {
            return switch (this) {
                case ENTRY -> true;
                case FILTER -> word != Word.PREPEND;
                case EXIT -> word.changesNothingButText();
            };
        }
    }

    /// What a piece of a message is.
    enum Kind {
        HEADER,
        BODY;

        String logged() {
            return this == HEADER ? "header" : "body";
        }
    }

    /// Tables by the name of their parameter.
    record Maps(String name, List<LookupTable> tables) {}

    /// What becomes of the piece that was looked at.
    sealed interface Fate {
        record Kept() implements Fate {}

        record Dropped() implements Fate {}

        /// Another text, without a line end, takes its place.
        record Replaced(String text) implements Fate {}

        /// A text goes before it, without a line end.
        record Preceded(String text) implements Fate {}
    }

    private static final Fate KEPT = new Fate.Kept();
    private static final Fate DROPPED = new Fate.Dropped();

    /// @param peer who sent it, for the log: `from client[address]; from=<a> to=<b>` and so on;
    ///   empty where that is not told
    /// @param origin the domain of an address in a table that has none
    ContentChecks(
            Station station,
            String peer,
            String origin,
            Consumer<String> log,
            ContentVerdict verdict) {
        this.station = station;
        this.peer = peer;
        this.origin = origin;
        this.log = log;
        this.verdict = verdict;
    }

    /// Looks at a whole field or a line, whose line ends are CRLF.
    Fate look(Kind kind, Maps maps, byte[] octets) {
        if (verdict.isOver() || maps.tables().isEmpty()) {
            return KEPT;
        }
        String content = text(octets);
        for (LookupTable table : maps.tables()) {
            switch (table.find(content)) {
                case Lookup.NotFound() -> {}
                case Lookup.Failed(var reason) -> {
                    log.accept("warning: " + reason);
                    verdict.refuse(NOT_NOW);
                    return KEPT;
                }
                case Lookup.Found(var result) -> {
                    return act(result, kind, maps, content);
                }
            }
        }
        return KEPT;
    }

    // As Postfix has it: the lines of a field are parted by line feeds
    private static String text(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private Fate act(String result, Kind kind, Maps maps, String content) {
        Optional<String> fault =
                wordFault(result, station, maps.name())
                        .or(() -> argumentFault(result, kind, maps.name(), origin));
        if (fault.isPresent()) {
            log.accept("warning: " + fault.get());
            return KEPT;
        }
        CheckAction action = CheckAction.parse(result).orElseThrow();
        Word word = action.word();
        String text = action.text();
        switch (word) {
            case DUNNO, OK, IGNORE -> {}
            default -> log.accept(line(word, kind, content, text));
        }
        return act(word, text);
    }

    private Fate act(Word word, String text) {
        switch (word) {
            case REJECT -> verdict.refuse(refusal(text));
            case DISCARD -> verdict.discard();
            case PASS -> verdict.pass();
            case REDIRECT -> AddressText.parse(text, origin).ifPresent(verdict::redirectTo);
            case BCC -> AddressText.parse(text, origin).ifPresent(verdict::copyTo);
            case FILTER -> verdict.handle(it -> it.by(Optional.of(text)));
            case HOLD -> verdict.handle(Handling::holding);
            case DUNNO, OK, INFO, WARN, IGNORE, STRIP, REPLACE, PREPEND -> {}
        }
        return switch (word) {
            case IGNORE, STRIP -> DROPPED;
            case REPLACE -> new Fate.Replaced(text);
            case PREPEND -> new Fate.Preceded(text);
            case BCC, DISCARD, DUNNO, FILTER, HOLD, INFO, OK, PASS, REDIRECT, REJECT, WARN -> KEPT;
        };
    }

    /// Why the word of a result of the tables called `name` is not used; empty where it is.
    static Optional<String> wordFault(String result, Station station, String name) {
        Optional<CheckAction> action = CheckAction.parse(result);
        if (action.isEmpty()) {
            return Optional.of("unknown command in " + name + " map: " + result);
        }
        return station.canDo(action.get().word())
                ? Optional.empty()
                : Optional.of("unsupported command in " + name + " map: " + result);
    }

    /// Why what stands behind the word is not used; empty where it is.
    static Optional<String> argumentFault(String result, Kind kind, String name, String origin) {
        return CheckAction.parse(result)
                .filter(action -> isIncomplete(action.word(), action.text(), kind, origin))
                .map(
                        action ->
                                "bad argument of %s in %s map: \"%s\""
                                        .formatted(action.word(), name, action.text()));
    }

    private static boolean isIncomplete(Word word, String text, Kind kind, String origin) {
        return switch (word) {
            case REPLACE, PREPEND ->
                    text.isEmpty() || (kind == Kind.HEADER && !FIELD.matcher(text).matches());
            case BCC, REDIRECT -> AddressText.parse(text, origin).isEmpty();
            case FILTER -> text.indexOf(':') <= 0;
            case DISCARD, DUNNO, HOLD, IGNORE, INFO, OK, PASS, REJECT, STRIP, WARN -> false;
        };
    }

    private static Draft.Committed.Refused refusal(String text) {
        var error = ErrorText.parse(text, "5.7.1");
        return new Draft.Committed.Refused(
                error.status().startsWith("4") ? 450 : 550,
                error.status(),
                error.text().isEmpty() ? "message content rejected" : error.text());
    }

    private String line(Word word, Kind kind, String content, String text) {
        int length = Math.min(content.length(), station.loggedChars);
        return "%s: %s %s%s%s"
                .formatted(
                        word.logged(),
                        kind.logged(),
                        content.substring(0, length),
                        peer.isEmpty() ? "" : " " + peer,
                        text.isEmpty() ? "" : ": " + text);
    }
}
