// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The lines of the mail log about some messages, in their order, also from files that were rotated
/// away (`mail.log.1`, `mail.log.2.gz`).
final class LogTimeline {
    /// The id of a message, where a line is about one.
    private static final Pattern ABOUT = Pattern.compile("]: ([0-9A-Za-z]{6,}): ");

    private static final Pattern NOTIFICATION = Pattern.compile("notification: ([0-9A-Za-z]{6,})$");

    /// What a message was before it came in again.
    private static final Pattern REQUEUED = Pattern.compile(" orig_id=([0-9A-Za-z]{6,})$");

    private static final Pattern ROTATED = Pattern.compile("\\.(\\d+)(\\.gz)?");

    private final Path log;

    /// What was found.
    ///
    /// @param ids of the messages
    record Found(List<String> lines, Set<String> ids) {}

    LogTimeline(Path log) {
        this.log = log;
    }

    /// All about a message, about the notifications of it, and what it became by a requeue.
    Found ofMessage(String id) throws IOException {
        return about(Set.of(id));
    }

    /// All about the messages from and to an address.
    Found ofAddress(String address) throws IOException {
        String inBrackets = "<" + address.toLowerCase(Locale.ROOT) + ">";
        var ids = new LinkedHashSet<String>();
        read(
                line -> {
                    if (line.toLowerCase(Locale.ROOT).contains(inBrackets)) {
                        id(line).ifPresent(ids::add);
                    }
                });
        return about(ids);
    }

    private Found about(Set<String> of) throws IOException {
        var ids = new LinkedHashSet<>(of);
        var lines = new ArrayList<String>();
        read(
                line -> {
                    Matcher requeued = REQUEUED.matcher(line);
                    if (requeued.find() && ids.contains(requeued.group(1))) {
                        id(line).ifPresent(ids::add);
                    }
                    if (id(line).filter(ids::contains).isPresent()) {
                        lines.add(line);
                        Matcher notification = NOTIFICATION.matcher(line);
                        if (notification.find()) {
                            ids.add(notification.group(1));
                        }
                    }
                });
        return new Found(lines, ids);
    }

    private static Optional<String> id(String line) {
        Matcher about = ABOUT.matcher(line);
        return about.find() ? Optional.of(about.group(1)) : Optional.empty();
    }

    private void read(Consumer<String> line) throws IOException {
        for (Path file : files()) {
            try (InputStream in = open(file);
                    var lines =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                lines.lines().forEach(line);
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    /// The oldest first.
    private List<Path> files() throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(it -> age(it) >= 0)
                    .sorted(Comparator.comparingInt(this::age).reversed())
                    .toList();
        }
    }

    // 0 for the log itself, below for what is none
    private int age(Path file) {
        String name = String.valueOf(file.getFileName());
        String own = String.valueOf(log.getFileName());
        if (!name.startsWith(own)) {
            return -1;
        }
        Matcher rotated = ROTATED.matcher(name.substring(own.length()));
        if (rotated.matches()) {
            return Integer.parseInt(
                    rotated.group(1).substring(0, Math.min(6, rotated.group(1).length())));
        }
        return name.equals(own) ? 0 : -1;
    }
}
