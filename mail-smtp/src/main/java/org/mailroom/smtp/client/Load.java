// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.message.MessageContent;
import org.mailroom.core.message.SevenBitContent;
import org.mailroom.smtp.client.ClientSettings.EightBit;

import java.io.IOException;
import java.util.Optional;

/// A message as one server gets it, and what it holds.
record Load(MessageContent content, ContentScan scan) {

    static Load of(MessageContent content, ClientSettings.Content settings) throws IOException {
        return new Load(content, ContentScan.of(content, settings.maxLineOctets()));
    }

    /// The same for a server that can do no more than this. Empty where it cannot have it.
    // RFC 6152 §3: converted, where the server has not offered to take it
    Optional<Load> fit(Features features, ClientSettings.Content settings) throws IOException {
        if (!scan.isEightBit()
                || features.has("8BITMIME")
                || settings.eightBit() == EightBit.SENT_AS_IT_IS) {
            return Optional.of(this);
        }
        Optional<MessageContent> converted = SevenBitContent.of(content);
        return converted.isPresent()
                ? Optional.of(of(converted.get(), settings))
                : Optional.empty();
    }
}
