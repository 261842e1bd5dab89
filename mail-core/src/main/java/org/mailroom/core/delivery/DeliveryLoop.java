// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.message.HeaderField;
import org.mailroom.core.message.HeaderFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds a message that has been delivered to the same address before, and came back.
public final class DeliveryLoop {
    /// Of a message that nothing is asked about: it has been nowhere.
    public static final DeliveryLoop NONE = new DeliveryLoop(Optional.of(Set.of()));

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final int MAX_HEADER = 1 << 20;

    private final Optional<Set<String>> passed;

    private DeliveryLoop(Optional<Set<String>> passed) {
        this.passed = passed;
    }

    /// Where a message has been; its header is read once.
    public static DeliveryLoop of(Consignment consignment) {
        try {
            byte[] header = consignment.content().header(MAX_HEADER);
            return new DeliveryLoop(
                    Optional.of(
                            HeaderFields.parse(header).all().stream()
                                    .filter(
                                            it ->
                                                    TraceLines.DELIVERED_TO.equalsIgnoreCase(
                                                            it.name()))
                                    .map(DeliveryLoop::address)
                                    .collect(Collectors.toSet())));
        } catch (IOException e) {
            LOG.error("Cannot read {}", consignment.id(), e);
            return new DeliveryLoop(Optional.empty());
        }
    }

    private static String address(HeaderField field) {
        return key(new String(field.octets(), StandardCharsets.UTF_8));
    }

    private static String key(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    /// What keeps the message from that address: a loop, or that it cannot be read.
    public Optional<Outcome> obstacle(String address) {
        if (passed.isEmpty()) {
            return Optional.of(new Outcome.Deferred("4.3.0", "mail system error"));
        }
        return passed.get().contains(key(address))
                ? Optional.of(new Outcome.Failed("5.4.6", "mail forwarding loop for " + address))
                : Optional.empty();
    }
}
