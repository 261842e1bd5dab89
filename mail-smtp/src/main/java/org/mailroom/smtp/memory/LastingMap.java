// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.compute.BoundedMap;
import org.mailroom.core.compute.BoundedMap.Eldest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Values by a key without tabs, as many as there is room for: past that, the one that was not
/// asked for in the longest time is forgotten. `save` writes them into a file, from which they come
/// at the next start; a kill costs what was learnt since. Safe for use by several threads.
public final class LastingMap<V> {
    private static final String HEAD = "# Mailroom remembers, version 1";

    private final Optional<Path> file;
    private final Form<V> form;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<String, V> values;

    @GuardedBy("this")
    private boolean changed;

    private LastingMap(Optional<Path> file, int room, Form<V> form, InstantSource clock) {
        this.file = file;
        this.form = form;
        this.clock = clock;
        values = new BoundedMap<>(room, Eldest.USED);
    }

    /// Reads the file, where there is one.
    ///
    /// @param warnings hears of a file that cannot be read, whose place the next one takes
    public static <V> LastingMap<V> open(
            Path file, int room, Form<V> form, InstantSource clock, Consumer<String> warnings) {
        var map = new LastingMap<>(Optional.of(file), room, form, clock);
        try {
            map.read(Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return map;
        } catch (IOException e) {
            warnings.accept("cannot read " + file + ", and begin anew: " + e.getMessage());
        }
        return map;
    }

    /// One without a file, which a restart empties.
    public static <V> LastingMap<V> passing(int room, Form<V> form, InstantSource clock) {
        return new LastingMap<>(Optional.empty(), room, form, clock);
    }

    public synchronized Optional<V> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(this::isWorthKeeping);
    }

    public synchronized void put(String key, V value) {
        values.put(key, value);
        changed = true;
    }

    /// Puts what becomes of the value that is there, or of `first`; the result.
    public synchronized V update(String key, V first, UnaryOperator<V> next) {
        V value = find(key).map(next).orElse(first);
        put(key, value);
        return value;
    }

    /// False where there was none.
    public synchronized boolean remove(String key) {
        boolean isGone = find(key).isPresent();
        changed |= values.remove(key) != null;
        return isGone;
    }

    /// All that are worth keeping, in the order of their keys.
    public synchronized SortedMap<String, V> all() {
        var all = new TreeMap<>(values);
        all.values().removeIf(value -> !isWorthKeeping(value));
        return all;
    }

    public synchronized int size() {
        return values.size();
    }

    /// Forgets what has come to its end, and writes the rest if anything has changed since.
    public void save() throws IOException {
        Optional<List<String>> lines = lines();
        if (lines.isPresent() && file.isPresent()) {
            write(lines.get(), file.get());
        }
    }

    private static void write(List<String> lines, Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, lines, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private synchronized Optional<List<String>> lines() {
        changed |= values.values().removeIf(value -> !isWorthKeeping(value));
        if (!changed) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(values.size() + 1);
        lines.add(HEAD);
        values.forEach((key, value) -> lines.add(key + "\t" + form.text(value)));
        changed = false;
        return Optional.of(lines);
    }

    // A line that another program has broken is as good as none
    private synchronized void read(List<String> lines) throws IOException {
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new IOException("expected the first line \"" + HEAD + "\"");
        }
        for (String line : lines) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                form.value(line.substring(tab + 1))
                        .ifPresent(value -> values.put(line.substring(0, tab), value));
            }
        }
    }

    private boolean isWorthKeeping(V value) {
        return form.end(value).isAfter(clock.instant());
    }
}
