// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueuedMessage;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// How many recipients wait for each domain, and how long, in the form of qshape(1).
final class QueueShape {
    private static final int MIN_DOMAIN_WIDTH = 18;
    private static final String TOTAL = "TOTAL";

    private final QueueView view;
    private final Map<String, int[]> counts = new HashMap<>();
    private final Map<String, Integer> subdomains = new HashMap<>();

    QueueShape(QueueView view) {
        this.view = view;
    }

    void write(String options, Writer out) throws IOException {
        ShapeOptions how = ShapeOptions.parse(options);
        counts.put(TOTAL, new int[how.buckets() + 1]);
        for (Placed placed : view.all()) {
            Optional<QueuedMessage> message =
                    how.queues().contains(placed.name()) ? view.load(placed) : Optional.empty();
            if (message.isPresent()) {
                count(placed.entry(), message.get().envelope(), how);
            }
        }
        print(how, out);
    }

    private void count(QueueEntry entry, Envelope envelope, ShapeOptions how) {
        Duration age = Duration.between(entry.arrived(), view.clock().instant());
        int bucket = how.bucket(age.toMillis() / 60_000.0);
        Stream<String> domains =
                how.bySender()
                        ? Stream.of(domain(envelope.sender()))
                        : Arrays.stream(entry.pending())
                                .mapToObj(it -> envelope.recipients().get(it).address().domain());
        domains.map(it -> it.toLowerCase(Locale.ROOT))
                .forEach(
                        domain -> {
                            add(TOTAL, bucket, how);
                            count(domain, bucket, how);
                        });
    }

    private static String domain(ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null _ -> "MAILER-DAEMON";
            case ReversePath.Sender(var address) -> address.domain();
        };
    }

    private void count(String domain, int bucket, ShapeOptions how) {
        boolean isNew = add(domain, bucket, how);
        String name = domain;
        while (how.byParent() && name.indexOf('.', 1) > 0) {
            name = name.substring(name.indexOf('.', 1));
            // A top-level domain is no parent
            if (name.indexOf('.', 1) < 0) {
                return;
            }
            boolean parentIsNew = add(name, bucket, how);
            if (isNew) {
                subdomains.merge(name, 1, Integer::sum);
            }
            isNew = parentIsNew;
        }
    }

    // Answers whether it is the first of its domain.
    private boolean add(String domain, int bucket, ShapeOptions how) {
        int[] row = counts.computeIfAbsent(domain, _ -> new int[how.buckets() + 1]);
        row[bucket]++;
        row[0]++;
        return row[0] == 1;
    }

    private void print(ShapeOptions how, Writer out) throws IOException {
        List<String> heads = how.heads();
        int[] total = counts.getOrDefault(TOTAL, new int[heads.size()]);
        int[] widths = new int[heads.size()];
        for (int i = 0; i < widths.length; i++) {
            int needed = Math.max(heads.get(i).length(), Integer.toString(total[i]).length());
            widths[i] = Math.max(3, needed + 1);
        }
        int domainWidth = Math.max(MIN_DOMAIN_WIDTH, how.width() - Arrays.stream(widths).sum());
        out.write(row("", heads, domainWidth, widths));
        for (String domain : sorted(how)) {
            int[] row = counts.getOrDefault(domain, total);
            List<String> cells = Arrays.stream(row).mapToObj(Integer::toString).toList();
            out.write(row(domain, cells, domainWidth, widths));
        }
    }

    private List<String> sorted(ShapeOptions how) {
        Comparator<Map.Entry<String, int[]>> most =
                Comparator.comparingInt(it -> -it.getValue()[0]);
        return counts.entrySet().stream()
                .sorted(
                        most.thenComparing(it -> !it.getKey().equals(TOTAL))
                                .thenComparingInt(it -> it.getKey().length())
                                .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .filter(it -> !it.startsWith(".") || isParent(it, how))
                .toList();
    }

    private boolean isParent(String domain, ShapeOptions how) {
        return subdomains.getOrDefault(domain, 0) >= how.minSubdomains();
    }

    private static String row(String domain, List<String> cells, int domainWidth, int[] widths) {
        var row = new StringBuilder(" ".repeat(Math.max(0, domainWidth - domain.length())));
        row.append(domain.length() > domainWidth ? cut(domain, domainWidth) : domain);
        for (int i = 0; i < widths.length; i++) {
            row.append(" ".repeat(widths[i] - cells.get(i).length())).append(cells.get(i));
        }
        return row.append('\n').toString();
    }

    private static String cut(String domain, int width) {
        String mark = domain.startsWith(".") ? ".+" : "+";
        return mark + domain.substring(domain.length() - width + mark.length());
    }
}
