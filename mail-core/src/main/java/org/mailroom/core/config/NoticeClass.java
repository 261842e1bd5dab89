// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What postmasters can be told of (`notify_classes`).
public enum NoticeClass {
    BOUNCE("bounce"),
    DOUBLE_BOUNCE("2bounce"),
    DATA("data"),
    DELAY("delay"),
    POLICY("policy"),
    PROTOCOL("protocol"),
    RESOURCE("resource"),
    SOFTWARE("software");

    private final String word;

    NoticeClass(String word) {
        this.word = word;
    }

    static Type<List<NoticeClass>> list() {
        return new Type<>(
                "list of 2bounce, bounce, delay and others",
                "a list of 2bounce, bounce, data, delay, policy, protocol, resource, software",
                NoticeClass::parse);
    }

    private static Optional<List<NoticeClass>> parse(String text) {
        var classes = new ArrayList<NoticeClass>();
        for (String word : ListText.split(text)) {
            Optional<NoticeClass> known = named(word);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            classes.add(known.get());
        }
        return Optional.of(List.copyOf(classes));
    }

    private static Optional<NoticeClass> named(String word) {
        for (NoticeClass each : values()) {
            if (each.word.equalsIgnoreCase(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
