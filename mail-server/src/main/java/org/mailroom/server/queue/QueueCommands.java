// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.delivery.QueueOperations;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.queue.QueueEntry;
import org.mailroom.core.queue.QueueName;
import org.mailroom.server.queue.QueueView.Placed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What commands ask of the queue: a word and its arguments, parted by tabs. Messages are named in
/// the lines that follow, up to an empty one, by their ids or `ALL`.
public final class QueueCommands {
    /// All messages, instead of an id.
    public static final String ALL = "ALL";

    private static final String PREFIX = "queue-";

    private final QueueView view;
    private final QueueOperations operations;
    private final MailLog log;

    public QueueCommands(QueueView view, QueueOperations operations, MailLog log) {
        this.view = view;
        this.operations = operations;
        this.log = log;
    }

    /// Answers a question; false for one that is not about the queue.
    public boolean answer(String question, InputStream in, OutputStream out) throws IOException {
        if (!question.startsWith(PREFIX)) {
            return false;
        }
        String[] words = question.split("\t", -1);
        var to = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            answer(words, in, to, out);
        } catch (Refusal refusal) {
            to.write("error: " + refusal.getMessage() + "\n");
        }
        to.flush();
        return true;
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refusal(String why) {
            super(why);
        }
    }

    private void answer(String[] words, InputStream in, Writer to, OutputStream out)
            throws IOException {
        String first = words.length > 1 ? words[1] : "";
        Optional<QueueAction> action = QueueAction.of(words[0]);
        if (action.isPresent()) {
            List<String> names = names(in);
            act(action.get(), queues(first, action.get().usualQueues()), names, to);
            return;
        }
        switch (words[0]) {
            case "queue-list" -> new QueueListing(view, to).text();
            case "queue-json" -> new QueueListing(view, to).json();
            case "queue-shape" -> new QueueShape(view).write(first, to);
            case "queue-show" -> new QueueDetail(view).write(found(first), to);
            case "queue-cat" -> {
                to.flush();
                new QueueRecords(view, out).write(found(first), words.length > 2 ? words[2] : "");
            }
            case "queue-flush" -> flush(first, words.length > 2 ? words[2] : "", to);
            case "queue-transport" -> transport(first, names(in), to);
            default -> throw new Refusal("unknown command " + words[0]);
        }
    }

    private Placed found(String id) {
        return view.find(id).orElseThrow(() -> new Refusal(id + " is not in the queue"));
    }

    private static Set<QueueName> queues(String names, Set<QueueName> usual) {
        if (names.isEmpty()) {
            return usual;
        }
        var queues = EnumSet.noneOf(QueueName.class);
        for (String name : names.split(",", -1)) {
            queues.add(
                    QueueName.of(name)
                            .orElseThrow(
                                    () ->
                                            new Refusal(
                                                    "there is no queue \"%s\"; there are %s"
                                                            .formatted(name, QueueName.names()))));
        }
        return queues;
    }

    private static List<String> names(InputStream in) throws IOException {
        var names = new ArrayList<String>();
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine();
                line != null && !line.isEmpty();
                line = lines.readLine()) {
            names.add(line);
        }
        return names;
    }

    private void act(QueueAction action, Set<QueueName> queues, List<String> names, Writer to)
            throws IOException {
        var said = new PrintWriter(to);
        long number = log.nextNumber();
        int total = 0;
        if (names.contains(ALL)) {
            List<QueueEntry> all =
                    view.all().stream()
                            .filter(it -> queues.contains(it.name()))
                            .map(Placed::entry)
                            .toList();
            List<QueueAction.Done> done = durable(action, all);
            if (action == QueueAction.REQUEUE) {
                // Their lines lead from the old ids to the new ones
                done.forEach(it -> log.postfix("postsuper", number, it.text()));
            }
            total = done.size();
        } else {
            List<QueueEntry> chosen = chosen(queues, names);
            for (QueueAction.Done done : durable(action, chosen)) {
                log.postfix("postsuper", number, done.text());
                said.println(done.toldWhole());
                total++;
            }
        }
        if (total > 0) {
            log.postfix("postsuper", number, action.total(total));
            said.println(action.total(total));
        }
        said.flush();
    }

    private List<QueueAction.Done> durable(QueueAction action, List<QueueEntry> entries) {
        try {
            return action.on(operations, entries);
        } catch (IOException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private List<QueueEntry> chosen(Set<QueueName> queues, List<String> names) {
        return names.stream()
                .flatMap(it -> view.find(it).stream())
                .filter(it -> queues.contains(it.name()))
                .map(Placed::entry)
                .toList();
    }

    private void flush(String kind, String which, Writer to) throws IOException {
        int messages =
                switch (kind) {
                    case "all" -> operations.flush();
                    case "id" -> operations.flush(List.of(found(which).entry()));
                    case "site" -> operations.flush(new QueueSites(view).of(which));
                    default -> throw new Refusal("expected all, id or site");
                };
        to.write(
                messages == 1
                        ? "1 deferred message is tried now\n"
                        : messages + " deferred messages are tried now\n");
    }

    private void transport(String transport, List<String> names, Writer to) throws IOException {
        Optional<String> way = Optional.of(transport).filter(it -> !it.isEmpty());
        List<QueueEntry> chosen =
                names.contains(ALL)
                        ? view.all().stream().map(Placed::entry).toList()
                        : names.stream().map(it -> found(it).entry()).toList();
        for (QueueEntry entry : operations.transport(chosen, way)) {
            to.write(entry.id() + ": " + way.map(it -> "goes by " + it).orElse("as routed") + "\n");
        }
    }
}
