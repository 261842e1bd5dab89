// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.queue.Notify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// `sendmail`, as programs have called it for forty years. What has no meaning here is taken
/// without a word, as Postfix does.
final class Sendmail implements Program {
    private static final String USAGE = "usage: sendmail [options]";
    private static final String LETTERS = "A:B:C:F:GIL:N:O:R:UV:X:b:ce:f:h:imno:p:r:q:tv";

    @Override
    public ExitCode run(List<String> arguments, Terminal terminal) throws IOException {
        Options options = Options.parse(withQueueRun(arguments), LETTERS, USAGE);
        check(options);
        Place place = Place.of(options.value('C'), terminal);
        if (options.has('q')) {
            return flush(options, place);
        }
        String mode = options.has('I') ? "i" : options.value('b').orElse("m");
        return switch (mode) {
            case "m" -> submit(options, place, terminal);
            case "v" -> verify(options, place, terminal);
            case "p" -> {
                demandNoOperands(options, "display queue mode");
                yield Postqueue.list(place, terminal);
            }
            case "s" -> {
                demandNoOperands(options, "stand-alone mode");
                yield SmtpPipe.run(place.read(LocalParameters.SENDMAIL_SOCKET), terminal);
            }
            case "i" -> {
                demandNoOperands(options, "alias initialization mode");
                yield new Newaliases().run(List.of(), terminal);
            }
            case "d", "l", "D" ->
                    throw new FatalException(
                            ExitCode.UNAVAILABLE, "the server is started by \"mailroom start\"");
            default -> throw new FatalException(ExitCode.USAGE, "unsupported: -b" + mode);
        };
    }

    // -q may stand alone, which getopt does not know
    private static List<String> withQueueRun(List<String> arguments) {
        return arguments.stream().map(it -> it.equals("-q") ? "-q-" : it).toList();
    }

    private static void check(Options options) {
        for (String conditions : options.values('N')) {
            if (Notify.parse(distinct(conditions)).isEmpty()) {
                throw new FatalException(
                        ExitCode.USAGE, "bad -N option value -- this may affect other options");
            }
        }
        for (String returned : options.values('R')) {
            if (!returned.equalsIgnoreCase("full") && !returned.equalsIgnoreCase("hdrs")) {
                throw new FatalException(
                        ExitCode.USAGE, "bad -R option value -- this may affect other options");
            }
        }
        for (String body : options.values('B')) {
            if (!body.equalsIgnoreCase("8bitmime") && !body.equalsIgnoreCase("7bit")) {
                throw new FatalException(ExitCode.USAGE, "-B option needs 8BITMIME or 7BIT");
            }
        }
    }

    // Words may be parted by blanks, and stand there twice
    private static String distinct(String conditions) {
        return Arrays.stream(conditions.toUpperCase(Locale.ROOT).split("[, \t]+"))
                .filter(it -> !it.isEmpty())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static void demandNoOperands(Options options, String mode) {
        if (!options.operands().isEmpty()) {
            throw new FatalException(ExitCode.USAGE, mode + " requires no recipient");
        }
    }

    private static ExitCode flush(Options options, Place place) throws IOException {
        demandNoOperands(options, "flush queue mode");
        String what = options.value('q').orElse("-");
        char kind = what.charAt(0);
        String name = what.substring(1);
        return switch (kind) {
            case 'R' -> Postqueue.flush(place, "queue-flush", "site", name);
            case 'I' -> Postqueue.flush(place, "queue-flush", "id", name);
            default -> Postqueue.flush(place, "queue-flush", "all");
        };
    }

    private static ExitCode submit(Options options, Place place, Terminal terminal)
            throws IOException {
        boolean dotEnds = !options.has('i') && !options.values('o').contains("i");
        List<String> lines = lines(options);
        // Postfix has a report for one, and takes more for debugging
        boolean reported = options.values('v').size() == 1;
        if (reported) {
            lines.add("purpose\treported");
        }
        String answer =
                Submission.of(place.read(LocalParameters.SENDMAIL_SOCKET), lines)
                        .send(new MessageSource(terminal.in(), dotEnds));
        if (reported) {
            announceReport(answer, terminal);
        }
        return ExitCode.OK;
    }

    // The message is not read: there need not be any
    private static ExitCode verify(Options options, Place place, Terminal terminal)
            throws IOException {
        if (options.has('t')) {
            throw new FatalException(ExitCode.USAGE, "-t option cannot be used with -bv");
        }
        List<String> lines = lines(options);
        lines.add("purpose\tprobe");
        String answer =
                Submission.of(place.read(LocalParameters.SENDMAIL_SOCKET), lines)
                        .send(new MessageSource(InputStream.nullInputStream(), false));
        announceReport(answer, terminal);
        return ExitCode.OK;
    }

    private static void announceReport(String answer, Terminal terminal) {
        String reader = answer.substring(answer.indexOf(' ') + 1);
        terminal.out().println("Mail Delivery Status Report will be mailed to <" + reader + ">.");
    }

    private static List<String> lines(Options options) {
        var lines = new ArrayList<String>();
        Optional<String> from = options.value('f').or(() -> options.value('r'));
        from.ifPresent(it -> lines.add("from\t" + it));
        options.value('F').ifPresent(it -> lines.add("name\t" + it));
        options.value('V').ifPresent(it -> lines.add("envid\t" + it));
        options.value('N').ifPresent(it -> lines.add("notify\t" + distinct(it)));
        options.value('R').ifPresent(it -> lines.add("return\t" + it));
        if (options.has('t')) {
            lines.add("extract\tyes");
        }
        if (options.value('B').filter("8bitmime"::equalsIgnoreCase).isPresent()) {
            lines.add("8bit\tyes");
        }
        options.operands().forEach(it -> lines.add("recipient\t" + it));
        return lines;
    }
}
