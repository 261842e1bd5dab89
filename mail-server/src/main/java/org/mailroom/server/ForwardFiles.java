// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.config.ListText;
import org.mailroom.core.route.AliasFile;
import org.mailroom.core.route.Forwards;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.mailroom.core.table.TableFailedException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The files in which users of the system say where their mail goes (`forward_path`).
///
/// @param harmless `forward_expansion_filter`
record ForwardFiles(
        List<String> templates, LookupTable users, Delimiters delimiters, String harmless)
        implements Forwards {
    private static final int UID = 2;
    private static final int HOME = 5;

    ForwardFiles {
        templates = List.copyOf(templates);
    }

    /// A user of the system, and the address of his that mail is for.
    private record User(Delimiters.Split address, int uid, String home) {
        String part(String name) {
            return name.equals("home") ? home : address.word(name);
        }
    }

    /// The parts of `forward_path`.
    ///
    /// @throws ConfigException when one cannot be read
    static List<String> templates(String text) {
        List<String> templates = ListText.split(text);
        templates.forEach(it -> Expansion.of(it, _ -> ""));
        return templates;
    }

    /// The text of the first file there is.
    @Override
    public Lookup of(Address address, Consumer<String> unused) {
        return of(address, unused, (_, _) -> {});
    }

    /// The same, for who wants to know which file that is.
    Lookup of(Address address, Consumer<String> unused, BiConsumer<Path, String> read) {
        var reader = new Reader(unused, read, harmless);
        String name = address.localPart().toLowerCase(Locale.ROOT);
        Delimiters.Split split = delimiters.split(name);
        Lookup whole = users.find(name);
        return whole instanceof Lookup.Found(var line)
                ? of(new Delimiters.Split(name, ""), line, reader)
                : switch (users.find(split.user())) {
                    case Lookup.Found(var line) -> of(split, line, reader);
                    case Lookup.NotFound missing -> missing;
                    case Lookup.Failed failed -> failed;
                };
    }

    /// The user of the system whose files are looked for.
    ///
    /// @throws TableFailedException when the system cannot be asked
    Optional<String> owner(Address address) {
        String name = address.localPart().toLowerCase(Locale.ROOT);
        return Stream.of(name, delimiters.split(name).user())
                .filter(user -> TableFailedException.found(users::find, user))
                .findFirst();
    }

    private Lookup of(Delimiters.Split address, String line, Reader reader) {
        String[] fields = line.split(":", -1);
        if (fields.length <= HOME || !fields[UID].matches("\\d{1,9}")) {
            return Lookup.NOT_FOUND;
        }
        var user = new User(address, Integer.parseInt(fields[UID]), fields[HOME]);
        for (String template : templates) {
            Lookup found = reader.of(template, user);
            if (!(found instanceof Lookup.NotFound)) {
                return found;
            }
        }
        return Lookup.NOT_FOUND;
    }

    /// Hears of the files that are found.
    private record Reader(Consumer<String> unused, BiConsumer<Path, String> read, String harmless) {

        // As in local(8), a file that must not be used is as none: the mail goes to the mailbox
        Lookup of(String template, User user) {
            // An extension comes from outside, and must lead nowhere else
            if (user.address().extension().indexOf('/') >= 0 || user.home().isEmpty()) {
                return Lookup.NOT_FOUND;
            }
            try {
                Path path =
                        Path.of(
                                Expansion.of(
                                        template,
                                        name -> Delimiters.harmless(user.part(name), harmless)));
                return of(path, AliasFile.forward(path, user.uid()));
            } catch (InvalidPathException _) {
                return Lookup.NOT_FOUND;
            }
        }

        private Lookup of(Path path, Lookup found) {
            return switch (found) {
                case Lookup.Found(var text) -> {
                    read.accept(path, text);
                    yield found;
                }
                case Lookup.Failed(var reason) -> {
                    unused.accept(reason);
                    yield Lookup.NOT_FOUND;
                }
                case Lookup.NotFound missing -> missing;
            };
        }
    }
}
