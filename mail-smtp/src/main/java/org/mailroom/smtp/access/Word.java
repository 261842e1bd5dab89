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
    CHECK_GREYLIST("Puts off who has not been here before (`greylist_enable` adds it)."),
    DEFER("Puts off: the client shall come again."),
    DEFER_IF_PERMIT("Puts off where the rest of the lists would permit."),
    DEFER_IF_REJECT("Puts off where the rest of the lists would reject."),
    DEFER_UNAUTH_DESTINATION(
            "Puts off recipients elsewhere: what is not for a domain of this server or of"
                    + " `relay_domains`."),
    PERMIT("Permits."),
    PERMIT_AUTH_DESTINATION("Permits recipients in a domain of this server or of `relay_domains`."),
    PERMIT_INET_INTERFACES("Permits clients whose address is one of this host."),
    PERMIT_MX_BACKUP(
            "Permits recipients whose domain has this host among its MX records, but not as the"
                    + " best one."),
    PERMIT_MYNETWORKS("Permits clients in `mynetworks`."),
    PERMIT_SASL_AUTHENTICATED("Permits clients that have logged in."),
    PERMIT_TLS_ALL_CLIENTCERTS("Permits clients whose certificate a trusted authority has made."),
    PERMIT_TLS_CLIENTCERTS("Permits clients whose certificate is in `relay_clientcerts`."),
    REJECT("Refuses."),
    REJECT_AUTHENTICATED_SENDER_LOGIN_MISMATCH(
            "Refuses who has logged in and does not own the sender address."),
    REJECT_INVALID_HELO_HOSTNAME("Refuses who greets with what is no host name."),
    REJECT_KNOWN_SENDER_LOGIN_MISMATCH(
            "Refuses a sender that somebody owns, where it is not the client who has logged in."),
    REJECT_MULTI_RECIPIENT_BOUNCE("Refuses several recipients with the null sender."),
    REJECT_NON_FQDN_HELO_HOSTNAME("Refuses who greets with a name without a domain."),
    REJECT_NON_FQDN_RECIPIENT("Refuses recipients whose domain is not a full one."),
    REJECT_NON_FQDN_SENDER("Refuses senders whose domain is not a full one."),
    REJECT_PLAINTEXT_SESSION("Refuses who does not use TLS."),
    REJECT_SENDER_LOGIN_MISMATCH(
            "Refuses a sender that somebody else owns, and any that the client who has logged in"
                    + " does not own."),
    REJECT_UNAUTH_DESTINATION(
            "Refuses recipients elsewhere: what is not for a domain of this server or of"
                    + " `relay_domains`."),
    REJECT_UNAUTH_PIPELINING("Refuses who sends commands ahead where that is not allowed."),
    REJECT_UNAUTHENTICATED_SENDER_LOGIN_MISMATCH(
            "Refuses a sender that somebody owns, where nobody has logged in."),
    REJECT_UNKNOWN_CLIENT_HOSTNAME(
            "Refuses clients whose address has no name, or a name that does not lead back."),
    REJECT_UNKNOWN_HELO_HOSTNAME("Refuses who greets with a name without an A or MX record."),
    REJECT_UNKNOWN_RECIPIENT_DOMAIN(
            "Refuses recipients elsewhere whose domain has no A or MX record."),
    REJECT_UNKNOWN_REVERSE_CLIENT_HOSTNAME("Refuses clients whose address has no name."),
    REJECT_UNKNOWN_SENDER_DOMAIN("Refuses senders elsewhere whose domain has no A or MX record."),
    REJECT_UNLISTED_RECIPIENT("Refuses recipients here that do not exist."),
    REJECT_UNLISTED_SENDER("Refuses senders here that do not exist."),
    REJECT_UNVERIFIED_RECIPIENT(
            "Refuses recipients that the server for their mail does not take, which is asked."),
    REJECT_UNVERIFIED_SENDER(
            "Refuses senders that the server for their mail does not take, which is asked.");

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

    private final String doc;

    Word(String doc) {
        this.doc = doc;
    }

    /// What it does, for the reference page.
    String doc() {
        return doc;
    }

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
