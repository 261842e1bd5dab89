// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One line of a users file. `rest` is what comes after the password, as it stands, with its colon;
/// `scram` are the keys that are among its extra fields.
///
/// @param password empty where what stands there can be nobody's: the account gets mail all the
///   same
record UserLine(
        String name,
        Optional<StoredPassword> password,
        Map<ScramHash, ScramKeys> scram,
        LoginLimits limits,
        String rest)
        implements PasswordDatabase.PasswordCheck {
    private static final int EXTRA_FIELDS = 6;
    private static final StoredPassword NOBODYS = StoredPassword.ofNobody();

    UserLine {
        if (name.chars().anyMatch(c -> c == ':')) {
            throw new IllegalArgumentException("a user name has no colon");
        }
        new Account(name);
        scram = Map.copyOf(scram);
    }

    /// @param fault hears of what keeps the user from logging in as the line says
    /// @throws IllegalArgumentException where it names no account
    static UserLine parse(String line, Consumer<String> fault) {
        String[] fields = line.split(":", 3);
        if (fields.length < 2) {
            throw new IllegalArgumentException("expected user:{SCHEME}hash");
        }
        new Account(fields[0]);
        String rest = fields.length > 2 ? ":" + fields[2] : "";
        var limits = LoginLimits.of(extra(rest).toList(), fault);
        try {
            var password = Optional.of(StoredPassword.parse(fields[1]));
            return new UserLine(fields[0], password, scram(rest), limits, rest);
        } catch (IllegalArgumentException e) {
            fault.accept(e.getMessage() + ": nobody can log in with that");
            return new UserLine(fields[0], Optional.empty(), Map.of(), limits, rest);
        }
    }

    /// A user with a new password. Of what stood behind the old one all stays but the keys of
    /// SCRAM.
    static UserLine of(String name, String password, String oldRest) {
        var keys = new EnumMap<ScramHash, ScramKeys>(ScramHash.class);
        for (ScramHash hash : ScramHash.values()) {
            keys.put(hash, ScramKeys.of(hash, password));
        }
        Stream<String> others =
                extra(oldRest)
                        .filter(
                                word ->
                                        Arrays.stream(ScramHash.values())
                                                .noneMatch(hash -> word.startsWith(label(hash))));
        Stream<String> own = keys.values().stream().map(key -> label(key.hash()) + key.text());
        String extra = Stream.concat(others, own).collect(Collectors.joining(" "));
        String[] fields = Arrays.copyOf(oldRest.split(":", EXTRA_FIELDS + 1), EXTRA_FIELDS);
        String before =
                Arrays.stream(fields)
                        .map(field -> field == null ? "" : field)
                        .collect(Collectors.joining(":"));
        return new UserLine(
                name,
                Optional.of(StoredPassword.of(password)),
                keys,
                LoginLimits.NONE,
                before + ":" + extra);
    }

    private static Map<ScramHash, ScramKeys> scram(String rest) {
        var keys = new EnumMap<ScramHash, ScramKeys>(ScramHash.class);
        extra(rest)
                .forEach(
                        word -> {
                            for (ScramHash hash : ScramHash.values()) {
                                String label = label(hash);
                                if (word.startsWith(label)) {
                                    keys.put(
                                            hash,
                                            ScramKeys.parse(hash, word.substring(label.length())));
                                }
                            }
                        });
        return keys;
    }

    // Behind uid, gid, gecos, home and shell, with blanks between them
    private static Stream<String> extra(String rest) {
        String[] fields = rest.split(":", EXTRA_FIELDS + 1);
        return fields.length > EXTRA_FIELDS
                ? Arrays.stream(fields[EXTRA_FIELDS].split(" ")).filter(word -> !word.isEmpty())
                : Stream.of();
    }

    // scram_sha_256=
    private static String label(ScramHash hash) {
        return hash.mechanism().toLowerCase(Locale.ROOT).replace('-', '_') + "=";
    }

    @Override
    public boolean matches(String typed) {
        return stored().matches(typed);
    }

    private StoredPassword stored() {
        return password.orElse(NOBODYS);
    }

    @Override
    public int memoryKib() {
        return stored().memoryKib();
    }

    @Override
    public boolean admits(InetAddress client) {
        return limits.admit(client);
    }

    @Override
    public Optional<String> closed() {
        return limits.closed();
    }

    @Override
    public Optional<ScramKeys> scram(ScramHash hash, ScramTerms terms) {
        return Optional.ofNullable(scram.get(hash)).or(() -> stored().scram(hash, terms));
    }

    @Override
    public Optional<ScramTerms> terms(ScramHash hash) {
        return Optional.ofNullable(scram.get(hash))
                .map(ScramKeys::terms)
                .or(() -> stored().terms(hash));
    }

    /// Whether the user can log in so, if at all.
    boolean allows(ScramHash hash) {
        return password.isEmpty() || scram.containsKey(hash) || password.get().allows(hash);
    }

    String text() {
        return name + ":" + stored().field() + rest;
    }

    @Override
    public String toString() {
        return name + ":" + stored();
    }
}
