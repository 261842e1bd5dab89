// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The Sender Rewriting Scheme: a sender of elsewhere in an address of our domain, so that what we
/// forward passes SPF, and bounces find their way back. `SRS0=hash=day=domain=local`, or where the
/// sender is such an address of others already `SRS1=hash=domain=rest`, which leads to the first
/// who forwarded it. Nobody but us can make the hash. Safe for use by several threads.
///
/// @param domain in which these addresses are; one that comes to this server
/// @param secrets the first makes hashes, all are tried for those that come back
/// @param maxAge for how long a way back is open
public record SenderRewriting(
        String domain, List<String> secrets, Duration maxAge, InstantSource clock) {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_CHARS = 8;
    private static final int DAY_LIMIT = 1024;
    private static final String FIRST = "srs0";
    private static final String AGAIN = "srs1";

    public SenderRewriting {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("no secret");
        }
        secrets = List.copyOf(secrets);
    }

    /// What an address of a recipient is.
    public sealed interface Back {
        record NoSrs() implements Back {}

        /// It leads back to this one.
        record To(Address sender) implements Back {}

        /// It is not ours, or too old.
        record Invalid() implements Back {}
    }

    /// The address under which the mail of a sender is forwarded.
    public Address forwarded(Address sender) {
        String local = sender.localPart();
        String kind = kind(local);
        if (kind.equals(FIRST)) {
            // The separator that was theirs stays at the beginning
            return again(sender.domain(), local.substring(FIRST.length()));
        }
        if (kind.equals(AGAIN)) {
            String[] parts = local.substring(AGAIN.length() + 1).split("=", 3);
            if (parts.length == 3 && !parts[1].isEmpty()) {
                return again(parts[1], parts[2]);
            }
        }
        String day = day(today());
        String text = sender.domain() + "=" + local;
        return new Address(
                "SRS0=" + hash(secrets.getFirst(), day + "=" + text) + "=" + day + "=" + text,
                domain);
    }

    private Address again(String host, String rest) {
        String text = host + "=" + rest;
        return new Address("SRS1=" + hash(secrets.getFirst(), text) + "=" + text, domain);
    }

    /// Where mail for an address of ours goes.
    public Back back(Address recipient) {
        String local = recipient.localPart();
        if (!recipient.domain().equalsIgnoreCase(domain)) {
            return new Back.NoSrs();
        }
        return switch (kind(local)) {
            case FIRST -> first(local.substring(FIRST.length() + 1));
            case AGAIN -> again(local.substring(AGAIN.length() + 1));
            default -> new Back.NoSrs();
        };
    }

    private Back first(String text) {
        String[] parts = text.split("=", 4);
        boolean good =
                parts.length == 4
                        && isSigned(parts[0], parts[1] + "=" + parts[2] + "=" + parts[3])
                        && isYoung(parts[1]);
        return good ? to(parts[3], parts[2]) : new Back.Invalid();
    }

    private Back again(String text) {
        String[] parts = text.split("=", 3);
        boolean good = parts.length == 3 && isSigned(parts[0], parts[1] + "=" + parts[2]);
        return good ? to("SRS0" + parts[2], parts[1]) : new Back.Invalid();
    }

    private static Back to(String local, String host) {
        return local.isEmpty() || host.isEmpty()
                ? new Back.Invalid()
                : new Back.To(new Address(local, host));
    }

    // What stands behind it is parted by the separator of whoever has made it
    private static String kind(String local) {
        boolean separated = local.length() > FIRST.length() && "=+-".indexOf(local.charAt(4)) >= 0;
        return separated ? local.substring(0, FIRST.length()).toLowerCase(Locale.ROOT) : "";
    }

    private boolean isSigned(String given, String text) {
        byte[] found = given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        boolean good = false;
        for (String secret : secrets) {
            byte[] expected = hash(secret, text).getBytes(StandardCharsets.UTF_8);
            good |= MessageDigest.isEqual(found, expected);
        }
        return good;
    }

    // Case does not count: on its way an address may lose it
    private static String hash(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] octets =
                    mac.doFinal(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            var hash = new StringBuilder(HASH_CHARS);
            for (int i = 0; i < HASH_CHARS; i++) {
                hash.append(ALPHABET.charAt(octets[i] & 31));
            }
            return hash.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int today() {
        Instant now = clock.instant();
        return (int) (Duration.between(Instant.EPOCH, now).toDays() % DAY_LIMIT);
    }

    private static String day(int number) {
        return "" + ALPHABET.charAt(number >> 5) + ALPHABET.charAt(number & 31);
    }

    private boolean isYoung(String day) {
        String text = day.toLowerCase(Locale.ROOT);
        int high = text.length() == 2 ? ALPHABET.indexOf(text.charAt(0)) : -1;
        int low = text.length() == 2 ? ALPHABET.indexOf(text.charAt(1)) : -1;
        int age = Math.floorMod(today() - (high * 32 + low), DAY_LIMIT);
        return high >= 0 && low >= 0 && age <= maxAge.toDays();
    }
}
