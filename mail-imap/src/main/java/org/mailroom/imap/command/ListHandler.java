// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

import org.mailroom.imap.grammar.Completion;
import org.mailroom.imap.grammar.ListRequest;
import org.mailroom.imap.grammar.ListRequest.Return;
import org.mailroom.imap.grammar.ListRequest.Selection;
import org.mailroom.imap.grammar.MailboxPattern;
import org.mailroom.imap.grammar.ResponseWriter;
import org.mailroom.storage.AccountStore;
import org.mailroom.storage.Folder;
import org.mailroom.storage.MailboxException;
import org.mailroom.storage.MailboxName;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// LIST and LSUB (RFC 3501 §6.3.8, §6.3.9; RFC 5258, RFC 5819, RFC 6154). For one command.
public final class ListHandler {
    private final AccountStore store;
    private final ResponseWriter out;
    private final Map<MailboxName, Folder> folders = new LinkedHashMap<>();
    private final Set<MailboxName> parents = new HashSet<>();
    private final Set<MailboxName> subscribed = new LinkedHashSet<>();
    private final Set<MailboxName> aboveSubscribed = new HashSet<>();

    public ListHandler(AccountStore store, ResponseWriter out) {
        this.store = store;
        this.out = out;
    }

    public Completion list(ListRequest request) {
        if (request.patterns().getFirst().isEmpty() && request.patterns().size() == 1) {
            // RFC 3501 §6.3.8: the hierarchy delimiter and the root
            out.untagged("LIST (\\Noselect) \"/\" \"\"");
            return Completion.ok("List completed.");
        }
        read();
        for (MailboxName name : names(request)) {
            if (request.patterns().stream().anyMatch(pattern -> pattern.matches(name))) {
                write(name, request);
            }
        }
        return Completion.ok("List completed.");
    }

    public Completion lsub(MailboxPattern pattern) {
        if (pattern.isEmpty()) {
            out.untagged("LSUB (\\Noselect) \"/\" \"\"");
            return Completion.ok("Lsub completed.");
        }
        read();
        var shown = new LinkedHashSet<MailboxName>();
        subscribed.stream().filter(pattern::matches).forEach(shown::add);
        // RFC 3501 §6.3.9: "%" shows the parent of a subscribed name that it does not match itself
        aboveSubscribed.stream()
                .filter(name -> pattern.matches(name) && !subscribed.contains(name))
                .filter(name -> !childMatches(name, List.of(pattern)))
                .sorted(Comparator.comparing(MailboxName::path))
                .forEach(name -> line("LSUB", List.of("\\Noselect"), name).crlf());
        for (MailboxName name : shown) {
            line("LSUB", List.of(), name).crlf();
        }
        return Completion.ok("Lsub completed.");
    }

    private void read() {
        for (Folder folder : store.folders()) {
            folders.put(folder.name(), folder);
            parents.addAll(above(folder.name()));
        }
        subscribed.addAll(store.subscriptions());
        subscribed.forEach(name -> aboveSubscribed.addAll(above(name)));
    }

    private static List<MailboxName> above(MailboxName name) {
        var above = new ArrayList<MailboxName>();
        String path = name.path();
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            above.add(new MailboxName(path.substring(0, at)));
        }
        return above;
    }

    private Set<MailboxName> names(ListRequest request) {
        Set<MailboxName> names = new LinkedHashSet<>();
        if (request.selection().contains(Selection.SUBSCRIBED)) {
            names.addAll(subscribed);
            if (request.selection().contains(Selection.RECURSIVEMATCH)) {
                // RFC 5258 §3.5: a parent is shown where a child that matches is not shown itself
                aboveSubscribed.stream()
                        .filter(name -> !childMatches(name, request.patterns()))
                        .forEach(names::add);
            }
        } else {
            names.addAll(folders.keySet());
        }
        if (request.selection().contains(Selection.SPECIAL_USE)) {
            names.removeIf(name -> uses(name).isEmpty());
        }
        return names;
    }

    private boolean childMatches(MailboxName parent, List<MailboxPattern> patterns) {
        return subscribed.stream()
                .filter(name -> above(name).contains(parent))
                .allMatch(name -> patterns.stream().anyMatch(p -> p.matches(name)));
    }

    private void write(MailboxName name, ListRequest request) {
        line("LIST", attributes(name, request), name);
        if (request.selection().contains(Selection.RECURSIVEMATCH)
                && aboveSubscribed.contains(name)) {
            out.text(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        }
        out.crlf();
        if (!request.status().isEmpty() && isSelectable(name)) {
            status(name, request);
        }
    }

    // RFC 5819 §2: no STATUS for a mailbox that cannot be opened
    private void status(MailboxName name, ListRequest request) {
        try {
            new StatusHandler(store, out).write(name, request.status());
        } catch (MailboxException unavailable) {
            // LIST itself has not failed.
        }
    }

    private List<String> attributes(MailboxName name, ListRequest request) {
        var attributes = new ArrayList<String>();
        if (!folders.containsKey(name)) {
            // RFC 5258 §3.1: subscribed, and does not exist
            attributes.add("\\NonExistent");
        } else if (!isSelectable(name)) {
            attributes.add("\\Noselect");
        }
        // RFC 3348 §3: always told
        attributes.add(parents.contains(name) ? "\\HasChildren" : "\\HasNoChildren");
        boolean wanted =
                request.returns().contains(Return.SUBSCRIBED)
                        || request.selection().contains(Selection.SUBSCRIBED);
        if (wanted && subscribed.contains(name)) {
            attributes.add("\\Subscribed");
        }
        attributes.addAll(new TreeSet<>(uses(name)));
        return attributes;
    }

    private boolean isSelectable(MailboxName name) {
        Folder folder = folders.get(name);
        return folder != null && folder.kind() == Folder.Kind.MAILBOX;
    }

    private Set<String> uses(MailboxName name) {
        Folder folder = folders.get(name);
        return folder == null ? Set.of() : folder.uses();
    }

    private ResponseWriter line(String response, List<String> attributes, MailboxName name) {
        out.text("* ").text(response).text(" (").text(String.join(" ", attributes));
        return out.text(") \"/\" ").mailbox(name);
    }
}
