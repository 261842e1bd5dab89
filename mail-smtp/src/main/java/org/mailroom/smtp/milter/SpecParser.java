// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MilterAction;
import org.mailroom.core.config.MilterParameters;
import org.mailroom.core.config.Type;
import org.mailroom.smtp.milter.MilterSpec.HeaderReplies;
import org.mailroom.smtp.milter.MilterSpec.Manner;
import org.mailroom.smtp.milter.MilterSpec.Place;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a milter of `smtpd_milters`: `inet:host:port`, `unix:path`, or one of them in braces with
/// options that are its own. What is not said there is as for all. Used once.
final class SpecParser {
    private static final Pattern INET = Pattern.compile("inet:(?:(.+):)?(\\d{1,5})");
    private static final Pattern UNIX = Pattern.compile("(?:unix|local):(.+)");
    private static final Pattern OPTION = Pattern.compile("(\\w+)\\s*=\\s*(.*)");
    private static final int MAX_PORT = 65_535;

    private Duration connect;
    private Duration command;
    private Duration content;
    private MilterAction action;
    private String protocol;
    private final Path folder;

    private SpecParser(MilterDefaults defaults) {
        connect = defaults.connectTimeout();
        command = defaults.commandTimeout();
        content = defaults.contentTimeout();
        action = defaults.action();
        protocol = defaults.protocol();
        folder = defaults.folder();
    }

    /// @throws ConfigException with what was expected
    static List<MilterSpec> parse(List<String> milters, MilterDefaults defaults) {
        return milters.stream().map(text -> new SpecParser(defaults).parse(text)).toList();
    }

    /// The same for a value of a table; what is no milter stands for itself, and is told of when it
    /// is connected to.
    static MilterSpec parseMildly(String text, MilterDefaults defaults) {
        var parser = new SpecParser(defaults);
        try {
            return parser.parse(text);
        } catch (ConfigException e) {
            return parser.spec(text, new Place.Nowhere(e.getMessage()));
        }
    }

    private MilterSpec parse(String text) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            throw new ConfigException("expected a milter in the braces");
        }
        String name = words.getFirst();
        words.stream().skip(1).forEach(this::option);
        return spec(name, place(name));
    }

    private MilterSpec spec(String name, Place place) {
        HeaderReplies replies =
                protocol.contains("no_header_reply") ? HeaderReplies.NONE : HeaderReplies.AS_AGREED;
        return new MilterSpec(
                name,
                place,
                new Manner(connect, command, content, action, protocol.charAt(0) - '0', replies));
    }

    // Around the sign of an option there may be blanks
    private static List<String> words(String text) {
        return ListText.split(ListText.unbraced(text).replaceAll("\\s*=\\s*", "="));
    }

    private Place place(String name) {
        Matcher inet = INET.matcher(name);
        if (inet.matches() && Integer.parseInt(inet.group(2)) <= MAX_PORT) {
            String host = inet.group(1) == null ? "localhost" : inet.group(1);
            return new Place.Host(
                    host.replaceAll("^\\[(.*)]$", "$1"), Integer.parseInt(inet.group(2)));
        }
        Matcher unix = UNIX.matcher(name);
        if (unix.matches()) {
            return new Place.Socket(UnixDomainSocketAddress.of(folder.resolve(unix.group(1))));
        }
        throw new ConfigException(
                "bad milter %s: expected inet:host:port or unix:path".formatted(name));
    }

    private void option(String text) {
        Matcher option = OPTION.matcher(ListText.unbraced(text));
        if (!option.matches()) {
            throw new ConfigException("bad milter option %s: expected name=value".formatted(text));
        }
        String name = option.group(1).toLowerCase(Locale.ROOT);
        String value = option.group(2);
        switch (name) {
            case "connect_timeout" -> connect = time(name, value);
            case "command_timeout" -> command = time(name, value);
            case "content_timeout" -> content = time(name, value);
            case "default_action" ->
                    action = value(MilterParameters.MILTER_DEFAULT_ACTION.type(), name, value);
            case "protocol" ->
                    protocol = value(MilterParameters.MILTER_PROTOCOL.type(), name, value);
            default ->
                    throw new ConfigException(
                            """
                            unknown milter option %s: expected connect_timeout, command_timeout, \
                            content_timeout, default_action or protocol\
                            """
                                    .formatted(name));
        }
    }

    private static Duration time(String name, String text) {
        return value(MilterParameters.MILTER_COMMAND_TIMEOUT.type(), name, text);
    }

    private static <T> T value(Type<T> type, String name, String text) {
        return type.reader()
                .apply(text)
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "milter option %s=%s: expected %s"
                                                .formatted(name, text, type.expected())));
    }
}
