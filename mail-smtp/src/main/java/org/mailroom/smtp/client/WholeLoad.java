// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.message.MessageContent;

import java.io.IOException;

/// A message as it came, for all servers of one delivery: it is looked through once, when the first
/// of them takes its sender. Used by one thread.
final class WholeLoad {
    private final MessageContent content;
    private final ClientSettings.Content settings;
    private @Nullable Load load;

    WholeLoad(MessageContent content, ClientSettings.Content settings) {
        this.content = content;
        this.settings = settings;
    }

    Load get() throws IOException {
        Load known = load;
        if (known == null) {
            known = Load.of(content, settings);
            load = known;
        }
        return known;
    }
}
