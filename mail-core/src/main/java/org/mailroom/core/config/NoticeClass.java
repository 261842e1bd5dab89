// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

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
        return Type.someOf(NoticeClass.class, each -> each.word);
    }
}
