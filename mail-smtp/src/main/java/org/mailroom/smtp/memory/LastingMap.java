// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
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

    private final Room room;

    @GuardedBy("this")
    private final SequencedMap<String, V> values = new LinkedHashMap<>(16, 0.75f, true);

    @GuardedBy("this")
    private final Kinds kinds;

    @GuardedBy("this")
    private boolean changed;

    private LastingMap(Optional<Path> file, Room room, Form<V> form, InstantSource clock) {
        this.file = file;
        this.form = form;
        this.clock = clock;
        this.room = room;
        kinds = new Kinds(room);
    }

    /// Reads the file, where there is one.
    ///
    /// @param warnings hears of a file that cannot be read, whose place the next one takes
    public static <V> LastingMap<V> open(
            Path file, int room, Form<V> form, InstantSource clock, Consumer<String> warnings) {
        return open(file, Room.of(room), form, clock, warnings);
    }

    /// The same for values of several kinds, none of which takes all the room.
    public static <V> LastingMap<V> open(
            Path file, Room room, Form<V> form, InstantSource clock, Consumer<String> warnings) {
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
        return new LastingMap<>(Optional.empty(), Room.of(room), form, clock);
    }

    public synchronized Optional<V> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(this::isWorthKeeping);
    }

    public synchronized void put(String key, V value) {
        keep(key, value);
        changed = true;
    }

    private synchronized void keep(String key, V value) {
        values.put(key, value);
        kinds.add(key).ifPresent(this::drop);
        if (values.size() > room.all()) {
            drop(values.firstEntry().getKey());
        }
    }

    private synchronized boolean drop(String key) {
        kinds.remove(key);
        return values.remove(key) != null;
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
        changed |= drop(key);
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
        Optional<Map<String, V>> latest = latest();
        if (latest.isEmpty() || file.isEmpty()) {
            return;
        }
        try {
            write(latest.get(), file.get());
        } catch (IOException e) {
            changedAgain();
            throw e;
        }
    }

    private synchronized void changedAgain() {
        changed = true;
    }

    private void write(Map<String, V> latest, Path file) throws IOException {
        List<String> lines = new ArrayList<>(latest.size() + 1);
        lines.add(HEAD);
        latest.forEach((key, value) -> lines.add(key + "\t" + form.text(value)));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, lines, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    // Who looks something up waits for the copy, and not for the text of it
    private synchronized Optional<Map<String, V>> latest() {
        List<String> ended =
                values.entrySet().stream()
                        .filter(entry -> !isWorthKeeping(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        ended.forEach(this::drop);
        if (!changed && ended.isEmpty()) {
            return Optional.empty();
        }
        changed = false;
        return Optional.of(new LinkedHashMap<>(values));
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
                        .ifPresent(value -> keep(line.substring(0, tab), value));
            }
        }
    }

    private boolean isWorthKeeping(V value) {
        return form.end(value).isAfter(clock.instant());
    }
}
