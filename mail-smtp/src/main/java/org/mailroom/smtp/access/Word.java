// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The restrictions that stand alone, by their names in Postfix.
public enum Word implements Restriction {
    CHECK_GREYLIST,
    DEFER,
    DEFER_IF_PERMIT,
    DEFER_IF_REJECT,
    DEFER_UNAUTH_DESTINATION,
    PERMIT,
    PERMIT_AUTH_DESTINATION,
    PERMIT_INET_INTERFACES,
    PERMIT_MX_BACKUP,
    PERMIT_MYNETWORKS,
    PERMIT_SASL_AUTHENTICATED,
    /// Those whose certificate a trusted authority has made.
    PERMIT_TLS_ALL_CLIENTCERTS,
    PERMIT_TLS_CLIENTCERTS,
    REJECT,
    REJECT_AUTHENTICATED_SENDER_LOGIN_MISMATCH,
    REJECT_INVALID_HELO_HOSTNAME,
    REJECT_KNOWN_SENDER_LOGIN_MISMATCH,
    REJECT_MULTI_RECIPIENT_BOUNCE,
    REJECT_NON_FQDN_HELO_HOSTNAME,
    REJECT_NON_FQDN_RECIPIENT,
    REJECT_NON_FQDN_SENDER,
    REJECT_PLAINTEXT_SESSION,
    REJECT_SENDER_LOGIN_MISMATCH,
    REJECT_UNAUTH_DESTINATION,
    REJECT_UNAUTH_PIPELINING,
    REJECT_UNAUTHENTICATED_SENDER_LOGIN_MISMATCH,
    REJECT_UNKNOWN_CLIENT_HOSTNAME,
    REJECT_UNKNOWN_HELO_HOSTNAME,
    REJECT_UNKNOWN_RECIPIENT_DOMAIN,
    REJECT_UNKNOWN_REVERSE_CLIENT_HOSTNAME,
    REJECT_UNKNOWN_SENDER_DOMAIN,
    REJECT_UNLISTED_RECIPIENT,
    REJECT_UNLISTED_SENDER,
    REJECT_UNVERIFIED_RECIPIENT,
    REJECT_UNVERIFIED_SENDER;

    /// Older spellings that Postfix takes still.
    private static final Map<String, Word> OLD =
            Map.of(
                    "check_relay_domains", REJECT_UNAUTH_DESTINATION,
                    "reject_invalid_hostname", REJECT_INVALID_HELO_HOSTNAME,
                    "reject_non_fqdn_hostname", REJECT_NON_FQDN_HELO_HOSTNAME,
                    "reject_unknown_client", REJECT_UNKNOWN_CLIENT_HOSTNAME,
                    "reject_unknown_hostname", REJECT_UNKNOWN_HELO_HOSTNAME);

    private static final Map<String, Word> BY_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(Word::toString, Function.identity()));

    static Optional<Word> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name)).or(() -> Optional.ofNullable(OLD.get(name)));
    }

    /// Whether a list with this word cannot be passed by a stranger who wants to relay.
    boolean guardsRelay() {
        return this == REJECT
                || this == DEFER
                || this == DEFER_IF_PERMIT
                || this == REJECT_UNAUTH_DESTINATION
                || this == DEFER_UNAUTH_DESTINATION;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
