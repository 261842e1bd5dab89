// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.greylist;

import org.mailroom.core.net.ClientPrefix;
import org.mailroom.smtp.access.Greylisting;
import org.mailroom.smtp.memory.LastingMap;
import org.mailroom.smtp.memory.Room;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/// Lets a sender and a recipient through that have come from the network of a client before, long
/// enough ago. Both are kept as a hash, so the room they take does not depend on them. Safe for use
/// by several threads.
///
/// @param waiting who has come once, by network, sender and recipient; a network has so much room
///   of it, and none of those who have come again is forgotten for it
/// @param correspondents who has come again
/// @param networks those from which several have come again
public record Greylist(
        GreylistSettings settings,
        LastingMap<Seen> waiting,
        LastingMap<Seen> correspondents,
        LastingMap<Seen> networks,
        InstantSource clock)
        implements Greylisting {

    /// How many correspondents, and how many networks, are kept.
    public static final int ROOM = 200_000;

    /// The same of those who wait, of whom one network has a few.
    public static final Room WAITING_ROOM = new Room(ROOM, 1_000);

    private static final int HASH_OCTETS = 16;

    @Override
    public Duration visit(InetAddress client, String sender, String recipient) {
        Instant now = clock.instant();
        String prefix = ClientPrefix.of(client, settings.ipv4Bits(), settings.ipv6Bits()).prefix();
        String network = hash(prefix);
        if (isKnown(network)) {
            networks.update(network, newcomer(now), seen -> seen.passed(now));
            return Duration.ZERO;
        }
        String key = hash((prefix + "\n" + sender + "\n" + recipient).toLowerCase(Locale.ROOT));
        if (correspondents.find(key).isPresent()) {
            correspondents.update(key, newcomer(now), seen -> seen.passed(now));
            return Duration.ZERO;
        }
        return newcomer(network, key, now);
    }

    private Duration newcomer(String network, String key, Instant now) {
        String place = network + " " + key;
        Seen seen = waiting.update(place, newcomer(now), before -> before);
        Instant end = seen.first().plus(settings.delay());
        if (now.isBefore(end)) {
            return Duration.between(now, end);
        }
        waiting.remove(place);
        correspondents.put(key, seen.passed(now));
        networks.update(network, newcomer(now).passed(now), before -> before.passed(now));
        return Duration.ZERO;
    }

    private boolean isKnown(String network) {
        return settings.autoAllow() > 0
                && networks.find(network)
                        .filter(seen -> seen.passes() >= settings.autoAllow())
                        .isPresent();
    }

    private static Seen newcomer(Instant now) {
        return new Seen(now, now, 0);
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(hash, HASH_OCTETS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
