// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.Expansion;
import org.mailroom.core.config.ListText;
import org.mailroom.core.route.AliasFile;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The files in which users of the system say where their mail goes (`forward_path`).
record ForwardFiles(List<String> templates, LookupTable users, Delimiters delimiters) {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardFiles.class);
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
    Lookup of(Address address) {
        String name = address.localPart().toLowerCase(Locale.ROOT);
        Delimiters.Split split = delimiters.split(name);
        Lookup whole = users.find(name);
        return whole instanceof Lookup.Found(var line)
                ? of(new Delimiters.Split(name, ""), line)
                : switch (users.find(split.user())) {
                    case Lookup.Found(var line) -> of(split, line);
                    case Lookup.NotFound missing -> missing;
                    case Lookup.Failed failed -> failed;
                };
    }

    /// The user of the system whose files are looked for.
    Optional<String> owner(Address address) {
        String name = address.localPart().toLowerCase(Locale.ROOT);
        return Stream.of(name, delimiters.split(name).user())
                .filter(user -> users.find(user) instanceof Lookup.Found)
                .findFirst();
    }

    private Lookup of(Delimiters.Split address, String line) {
        String[] fields = line.split(":", -1);
        if (fields.length <= HOME || !fields[UID].matches("\\d{1,9}")) {
            return Lookup.NOT_FOUND;
        }
        var user = new User(address, Integer.parseInt(fields[UID]), fields[HOME]);
        for (String template : templates) {
            Lookup found = of(template, user);
            if (!(found instanceof Lookup.NotFound)) {
                return found;
            }
        }
        return Lookup.NOT_FOUND;
    }

    // As in local(8), a file that must not be used is as none: the mail goes to the mailbox
    private static Lookup of(String template, User user) {
        // An extension comes from outside, and must lead nowhere else
        if (user.address().extension().indexOf('/') >= 0 || user.home().isEmpty()) {
            return Lookup.NOT_FOUND;
        }
        try {
            Path path = Path.of(Expansion.of(template, user::part));
            Lookup found = AliasFile.forward(path, user.uid());
            if (found instanceof Lookup.Failed(var reason)) {
                LOG.warn("{}", reason);
                return Lookup.NOT_FOUND;
            }
            return found;
        } catch (InvalidPathException _) {
            return Lookup.NOT_FOUND;
        }
    }
}
