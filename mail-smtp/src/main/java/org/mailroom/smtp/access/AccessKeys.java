// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The keys under which access(5) tables are asked, in their order.
final class AccessKeys {

    /// Pattern tables are asked with whole keys only.
    record Key(String text, Extent extent) {}

    /// How much of the subject a key is.
    enum Extent {
        WHOLE,
        PART
    }

    private final String delimiter;
    private final List<Key> keys = new ArrayList<>();

    private AccessKeys(String delimiter) {
        this.delimiter = delimiter;
    }

    static List<Key> of(Subject subject, Request request, String delimiter) {
        var keys = new AccessKeys(delimiter);
        keys.add(subject, request);
        return List.copyOf(keys.keys);
    }

    private void add(Subject subject, Request request) {
        Client client = request.client();
        switch (subject) {
            case CLIENT -> {
                domain(client.name().confirmed(), Extent.WHOLE);
                network(client.addressText());
            }
            case REVERSE_CLIENT -> {
                domain(client.name().reverse(), Extent.WHOLE);
                network(client.addressText());
            }
            case HELO -> domain(client.greeting().name(), Extent.WHOLE);
            case SENDER -> request.sender().ifPresent(this::sender);
            case RECIPIENT -> request.recipient().ifPresent(this::mailbox);
            case DATA, END_OF_DATA -> {}
        }
    }

    private void sender(ReversePath sender) {
        switch (sender) {
            // smtpd_null_access_lookup_key
            case ReversePath.Null _ -> add("<>", Extent.WHOLE);
            case ReversePath.Sender(var address) -> mailbox(address);
        }
    }

    // user+detail@domain, user@domain, domain, its parents, user+detail@, user@
    private void mailbox(Address address) {
        String local = address.localPart();
        String user = withoutExtension(local, delimiter);
        String at = address.domain().isEmpty() ? "" : "@" + address.domain();
        add(local + at, Extent.WHOLE);
        if (!user.equals(local)) {
            add(user + at, Extent.PART);
        }
        domain(address.domain(), Extent.PART);
        add(local + "@", Extent.PART);
        if (!user.equals(local)) {
            add(user + "@", Extent.PART);
        }
    }

    /// The user of `user+detail`.
    static String withoutExtension(String local, String delimiter) {
        for (int i = 1; i < local.length(); i++) {
            if (delimiter.indexOf(local.charAt(i)) >= 0) {
                return local.substring(0, i);
            }
        }
        return local;
    }

    // parent_domain_matches_subdomains has smtpd_access_maps: example.org is for www.example.org
    // too
    private void domain(String name, Extent extent) {
        if (name.isEmpty()) {
            return;
        }
        add(name, extent);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (dot + 1 < name.length()) {
                add(name.substring(dot + 1), Extent.PART);
            }
        }
    }

    private void network(String address) {
        add(address, Extent.WHOLE);
        char separator = address.indexOf(':') >= 0 ? ':' : '.';
        for (int at = address.lastIndexOf(separator);
                at > 0;
                at = address.lastIndexOf(separator, at - 1)) {
            add(address.substring(0, at), Extent.PART);
        }
    }

    private void add(String key, Extent extent) {
        keys.add(new Key(key.toLowerCase(Locale.ROOT), extent));
    }
}
