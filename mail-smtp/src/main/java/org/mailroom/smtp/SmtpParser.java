// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.PathParser;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.queue.Envelope;
import org.mailroom.smtp.SmtpCommand.Bdat.Place;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Command lines to commands (RFC 5321 §4.1). What breaks the grammar becomes a command too, with
/// its answer: a session has one way for all. Safe for use by several threads.
public final class SmtpParser {
    // RFC 3030 §2: chunk-size is 1*DIGIT; more than a long holds nobody sends
    private static final Pattern CHUNK =
            Pattern.compile("([0-9]{1,18})( +LAST)?", Pattern.CASE_INSENSITIVE);

    private SmtpParser() {}

    /// Those around the address of an envelope.
    public enum Brackets {
        OPTIONAL,
        REQUIRED
    }

    /// Parses a line without its end, which belongs to the parser.
    public static SmtpCommand parse(byte[] line, Brackets brackets) {
        int kind = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length; i++) {
            quoted |= line[i] == '"';
            // As in Postfix, a tab between words is a blank
            if (line[i] == '\t' && !quoted) {
                line[i] = ' ';
            }
            if ((line[i] >= 0 && line[i] < ' ') || line[i] == 127) {
                return new SmtpCommand.Malformed(Verb.UNKNOWN, Reply.BAD_SYNTAX);
            }
            kind |= line[i];
        }
        if (kind >= 0) {
            return command(new String(line, StandardCharsets.US_ASCII), brackets);
        }
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return command(decoder.decode(ByteBuffer.wrap(line)).toString(), brackets);
        } catch (CharacterCodingException e) {
            return new SmtpCommand.Malformed(Verb.UNKNOWN, Reply.BAD_SYNTAX);
        }
    }

    private static SmtpCommand command(String line, Brackets brackets) {
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space).strip();
        return switch (verb.toUpperCase(Locale.ROOT)) {
            case "HELO" -> rest.isEmpty() ? usage(Verb.HELO) : new SmtpCommand.Helo(words(rest));
            case "EHLO" -> rest.isEmpty() ? usage(Verb.EHLO) : new SmtpCommand.Ehlo(words(rest));
            case "LHLO" -> rest.isEmpty() ? usage(Verb.LHLO) : new SmtpCommand.Lhlo(words(rest));
            case "MAIL" -> mail(rest, brackets);
            case "RCPT" -> rcpt(rest, brackets);
            case "DATA" -> bare(rest, Verb.DATA, new SmtpCommand.Data());
            case "RSET" -> bare(rest, Verb.RSET, new SmtpCommand.Rset());
            case "STARTTLS" -> bare(rest, Verb.STARTTLS, new SmtpCommand.StartTls());
            // RFC 5321 §4.1.1.9: a string behind NOOP has no effect
            case "NOOP" -> new SmtpCommand.Noop();
            case "QUIT" -> new SmtpCommand.Quit();
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" -> rest.isEmpty() ? usage(Verb.VRFY) : new SmtpCommand.Vrfy(rest);
            case "ETRN" -> etrn(rest);
            case "AUTH" -> auth(rest);
            case "BDAT" -> bdat(rest);
            case "XCLIENT" ->
                    proxy(
                            rest,
                            Verb.XCLIENT,
                            ProxyAttributeParser.XCLIENT,
                            SmtpCommand.Xclient::new);
            case "XFORWARD" ->
                    proxy(
                            rest,
                            Verb.XFORWARD,
                            ProxyAttributeParser.XFORWARD,
                            SmtpCommand.Xforward::new);
            case "EXPN", "TURN", "ATRN", "SEND", "SOML", "SAML" -> new SmtpCommand.NotOffered(verb);
            case "" -> new SmtpCommand.Malformed(Verb.UNKNOWN, Reply.BAD_SYNTAX);
            default -> new SmtpCommand.Unknown(line);
        };
    }

    private static SmtpCommand mail(String rest, Brackets brackets) {
        if (!rest.regionMatches(true, 0, "FROM:", 0, 5)) {
            return usage(Verb.MAIL);
        }
        ReversePath sender;
        String options;
        try {
            String path = rest.substring(5).stripLeading();
            int end = endOfPath(path, brackets);
            sender = PathParser.reversePath(bracketed(path, end), PathParser.Mode.SMTPUTF8);
            options = path.substring(end).stripLeading();
        } catch (SyntaxException e) {
            return new SmtpCommand.Malformed(Verb.MAIL, Reply.BAD_SENDER);
        }
        return options.isEmpty() ? mail(sender, MailParameters.NONE) : mail(sender, options);
    }

    private static SmtpCommand mail(ReversePath sender, String options) {
        var parameters = new MailParameterParser();
        Optional<Reply> refusal = take(options, parameters::take);
        return refusal.isPresent()
                ? new SmtpCommand.Malformed(Verb.MAIL, refusal.get())
                : mail(sender, parameters.parameters());
    }

    private static Optional<Reply> take(
            String options, Function<String, Optional<Reply>> parameters) {
        for (int at = 0; at < options.length(); ) {
            int end = endOfWord(options, at);
            Optional<Reply> refusal = parameters.apply(options.substring(at, end));
            if (refusal.isPresent()) {
                return refusal;
            }
            at = skipSpaces(options, end);
        }
        return Optional.empty();
    }

    // RFC 6531 §3.3: an internationalized address needs the parameter
    private static SmtpCommand mail(ReversePath sender, MailParameters parameters) {
        return switch (sender) {
            case ReversePath.Sender(var address)
                    when parameters.encoding() == Envelope.Encoding.ASCII && !address.isAscii() ->
                    new SmtpCommand.Malformed(Verb.MAIL, Reply.NEEDS_SMTPUTF8);
            case ReversePath.Sender _, ReversePath.Null _ ->
                    new SmtpCommand.Mail(sender, parameters);
        };
    }

    private static SmtpCommand rcpt(String rest, Brackets brackets) {
        if (!rest.regionMatches(true, 0, "TO:", 0, 3)) {
            return usage(Verb.RCPT);
        }
        try {
            String path = rest.substring(3).stripLeading();
            int end = endOfPath(path, brackets);
            Address recipient =
                    PathParser.forwardPath(bracketed(path, end), PathParser.Mode.SMTPUTF8);
            String options = path.substring(end).stripLeading();
            return options.isEmpty()
                    ? new SmtpCommand.Rcpt(recipient, RcptParameters.NONE)
                    : rcpt(recipient, options);
        } catch (SyntaxException e) {
            return new SmtpCommand.Malformed(Verb.RCPT, Reply.BAD_RECIPIENT);
        }
    }

    private static SmtpCommand rcpt(Address recipient, String options) {
        var parameters = new RcptParameterParser();
        Optional<Reply> refusal = take(options, parameters::take);
        return refusal.isPresent()
                ? new SmtpCommand.Malformed(Verb.RCPT, refusal.get())
                : new SmtpCommand.Rcpt(recipient, parameters.parameters());
    }

    private static SmtpCommand bdat(String rest) {
        Matcher chunk = CHUNK.matcher(rest);
        return chunk.matches()
                ? new SmtpCommand.Bdat(
                        Long.parseLong(chunk.group(1)),
                        chunk.group(2) == null ? Place.INNER : Place.LAST)
                : usage(Verb.BDAT);
    }

    // RFC 1985 §5.3: what may stand before a domain asks for more than its own mail; as Postfix, it
    // gets no more
    private static SmtpCommand etrn(String rest) {
        String site = rest.startsWith("@") || rest.startsWith("#") ? rest.substring(1) : rest;
        return site.isEmpty() || site.indexOf(' ') >= 0
                ? usage(Verb.ETRN)
                : new SmtpCommand.Etrn(site);
    }

    private static SmtpCommand auth(String rest) {
        int end = endOfWord(rest, 0);
        String response = rest.substring(end).strip();
        if (end == 0 || response.indexOf(' ') >= 0) {
            return usage(Verb.AUTH);
        }
        return new SmtpCommand.Auth(
                rest.substring(0, end).toUpperCase(Locale.ROOT),
                response.isEmpty() ? Optional.empty() : Optional.of(response));
    }

    private static SmtpCommand proxy(
            String rest,
            Verb verb,
            Set<ProxyAttribute> possible,
            Function<ProxyAttributes, SmtpCommand> command) {
        if (rest.isEmpty()) {
            return usage(verb);
        }
        var parser = new ProxyAttributeParser(possible);
        Optional<Reply> refusal = take(rest, parser::take);
        return refusal.isPresent()
                ? new SmtpCommand.Malformed(verb, refusal.get())
                : command.apply(parser.attributes());
    }

    private static SmtpCommand bare(String rest, Verb verb, SmtpCommand command) {
        return rest.isEmpty() ? command : usage(verb);
    }

    private static SmtpCommand usage(Verb verb) {
        return new SmtpCommand.Malformed(verb, Reply.usage(verb));
    }

    /// The index behind the path that `text` begins with: behind `>`, or of the first blank where
    /// the brackets are missing, which many a client does. A quoted string hides both.
    private static int endOfPath(String text, Brackets brackets) {
        boolean bracket = text.startsWith("<");
        if (!bracket && brackets == Brackets.REQUIRED) {
            throw new SyntaxException("path without brackets");
        }
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && bracket && c == '>') {
                return endsWord(text, i + 1);
            } else if (!quoted && !bracket && c == ' ') {
                return i;
            }
        }
        if (bracket || quoted || text.isEmpty()) {
            throw new SyntaxException("path without end");
        }
        return text.length();
    }

    private static int endsWord(String text, int at) {
        if (at < text.length() && text.charAt(at) != ' ') {
            throw new SyntaxException("text behind the path");
        }
        return at;
    }

    private static String bracketed(String text, int end) {
        return text.charAt(0) == '<' ? text.substring(0, end) : "<" + text.substring(0, end) + ">";
    }

    // Many a computer has a name of several words
    private static String words(String text) {
        return text.replaceAll(" +", " ");
    }

    private static int endOfWord(String text, int from) {
        int space = text.indexOf(' ', from);
        return space < 0 ? text.length() : space;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }
}
