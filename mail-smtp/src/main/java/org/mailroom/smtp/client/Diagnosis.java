// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.delivery.Outcome.Deferred;
import org.mailroom.core.delivery.Outcome.Delivered;
import org.mailroom.core.delivery.Outcome.Failed;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Judgement;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.io.IOException;
import java.util.List;

/// What the client says when mail has been sent on, or has not: codes (RFC 3463) and Postfix's
/// words, all in this place.
final class Diagnosis {
    /// What the system says of a connection that cannot be made.
    private static final List<String> CONNECT_ERRORS =
            List.of(
                    "Connection refused",
                    "Connection timed out",
                    "Connection reset by peer",
                    "No route to host",
                    "Network is unreachable",
                    "Permission denied");

    private static final String REQUIRETLS_LACKING = "4.7.30";

    private Diagnosis() {}

    /// A server has taken the mail, or would take it.
    static Outcome delivered(RemoteReply reply) {
        return new Delivered(reply.status(), reply.toString());
    }

    /// A reply that is not the one that was hoped for.
    static Outcome said(Target target, RemoteReply reply, Phase phase) {
        String text =
                "host %s said: %s (in reply to %s)"
                        .formatted(target.server(), reply, phase.command());
        return of(reply, text);
    }

    static Outcome refusedToTalk(Target target, RemoteReply reply) {
        return of(reply, "host %s refused to talk to me: %s".formatted(target.server(), reply));
    }

    private static Outcome of(RemoteReply reply, String text) {
        return reply.isPermanent()
                ? new Failed(reply.status(), text)
                // What is neither no nor yes is not expected here, and may get better
                : new Deferred("4" + reply.status().substring(1), text);
    }

    static Outcome cannotConnect(Target target, IOException failure) {
        return new Deferred("4.4.1", "connect to " + target + ": " + reason(failure));
    }

    /// Why there is no connection, in the words of the system.
    static String reason(IOException failure) {
        String said = String.valueOf(failure.getCause());
        return CONNECT_ERRORS.stream()
                .filter(said::contains)
                .findFirst()
                .orElse(said.contains("timed out") ? "Connection timed out" : "Cannot connect");
    }

    static Outcome broken(Target target, Phase phase, WireClosedException.Reason reason) {
        return switch (reason) {
            case TIMEOUT ->
                    new Deferred(
                            "4.4.2",
                            "conversation with %s timed out while %s"
                                    .formatted(target.server(), phase.doing()));
            case LOST ->
                    new Deferred(
                            "4.4.2",
                            "lost connection with %s while %s"
                                    .formatted(target.server(), phase.doing()));
            case TLS -> new Deferred("4.7.5", "Cannot start TLS: handshake failure");
            case CLOSED_HERE -> new Deferred("4.3.2", "delivery interrupted");
        };
    }

    static Outcome notSmtp(Target target, String what) {
        return new Deferred("4.5.0", "protocol error: host " + target.server() + ": " + what);
    }

    static Outcome takesNoMore(Target target) {
        return new Deferred(
                "4.5.3", "host %s takes no more in one session".formatted(target.server()));
    }

    static Outcome tlsNotOffered(Target target) {
        return new Deferred(
                "4.7.4", "TLS is required, but was not offered by host " + target.server());
    }

    static Outcome wrongCertificate(TlsPolicy policy, Judgement judgement) {
        boolean trust =
                policy.level() != ClientTlsLevel.FINGERPRINT
                        && judgement.verdict() != Verdict.TRUSTED;
        return new Deferred(
                "4.7.5",
                "Server certificate not %s: %s"
                        .formatted(trust ? "trusted" : "verified", judgement.fault()));
    }

    static Outcome requireTlsNotOffered(Target target) {
        return new Deferred(
                REQUIRETLS_LACKING,
                "REQUIRETLS is required, but was not offered by host " + target.server());
    }

    /// A server cannot be trusted with mail whose sender requires TLS; another one may.
    static Outcome whereTlsIsRequired(Outcome outcome) {
        return switch (outcome.status()) {
            case "4.7.4", "4.7.5" -> new Deferred(REQUIRETLS_LACKING, outcome.text());
            default -> outcome;
        };
    }

    /// Whether a server, and not the moment, is why the sender's demand cannot be met.
    static boolean isForLackOfRequireTls(Outcome outcome) {
        return outcome.status().equals(REQUIRETLS_LACKING);
    }

    // RFC 8689 §4.2.1: where no server can do it, the sender hears of it
    static Outcome nobodyHasRequireTls(Outcome outcome) {
        return new Failed("5.7.30", outcome.text());
    }

    static Outcome noDane(String reason) {
        return new Deferred("4.7.5", reason);
    }

    static Outcome badTlsPolicy(String reason) {
        return new Deferred("4.7.5", "client TLS configuration problem: " + reason);
    }

    static Outcome tlsRefused(Target target, RemoteReply reply) {
        return new Deferred(
                "4.7.4",
                "TLS is required, but host %s refused to start TLS: %s"
                        .formatted(target.server(), reply));
    }

    static Outcome noMechanism(Target target) {
        return new Deferred(
                "4.7.0",
                "SASL authentication failed: server %s offered no compatible authentication"
                                .formatted(target.server())
                        + " mechanisms for this type of connection security level");
    }

    static Outcome loginRefused(Target target, RemoteReply reply) {
        return of(
                reply,
                "SASL authentication failed; server %s said: %s".formatted(target.server(), reply));
    }

    static Outcome cannotLogIn(Target target, String why) {
        return new Deferred(
                "4.7.0",
                "SASL authentication failed; cannot authenticate to server %s: %s"
                        .formatted(target.server(), why));
    }

    static Outcome passwordLookupFailed(Target target, String reason) {
        return new Deferred(
                "4.3.0", "password lookup for %s failed: %s".formatted(target.server(), reason));
    }

    static Outcome tooLarge(Target target, long octets, long limit) {
        return new Failed(
                "5.3.4",
                "message size %d exceeds size limit %d of server %s"
                        .formatted(octets, limit, target.server()));
    }

    // RFC 6152 §3: converted, or not deliverable
    static Outcome eightBitNotOffered(Target target) {
        return new Failed(
                "5.6.3",
                "message has 8-bit content, but 8BITMIME was not offered by host "
                        + target.server());
    }

    // RFC 6531 §3.5
    static Outcome utf8NotOffered(Target target) {
        return new Failed(
                "5.6.7", "SMTPUTF8 is required, but was not offered by host " + target.server());
    }

    // RFC 2852 §4.1.4.2
    static Outcome deadlineNotOffered(Target target) {
        return new Failed(
                "5.4.7", "DELIVERBY is required, but was not offered by host " + target.server());
    }

    // RFC 2852 §4.1.4.1
    static Outcome tooLate(Target target) {
        return new Failed("5.4.7", "not enough time is left to deliver by host " + target.server());
    }

    static Outcome badSender() {
        return new Failed("5.1.7", "the address of the sender cannot be told to a server");
    }

    static Outcome badRecipient() {
        return new Failed("5.1.3", "the address cannot be told to a server");
    }

    static Outcome unreadable() {
        return new Deferred("4.3.0", "queue file read error");
    }

    static Outcome internalError() {
        return new Deferred("4.3.0", "mail system error");
    }

    /// What cannot be found may be reached by a fallback relay.
    static Outcome unlessFallback(Outcome outcome) {
        return outcome.status().equals("5.4.4") ? new Deferred("4.4.4", outcome.text()) : outcome;
    }

    static Outcome badNextHop(String why) {
        return new Deferred("4.3.5", why);
    }

    // RFC 7505 §4.1
    static Outcome nullExchanger(String domain) {
        return new Failed("5.1.0", "Domain " + domain + " does not accept mail (nullMX)");
    }

    static Outcome loops(String domain) {
        return new Failed("5.4.6", "mail for " + domain + " loops back to myself");
    }

    static Outcome noPrimaryRelay(String domain) {
        return new Deferred("4.4.4", "unable to find primary relay for " + domain);
    }

    static Outcome noSuchName(String name, String type) {
        return new Failed("5.4.4", lookup(name, type, "Host not found"));
    }

    static Outcome noAddress(String name, String type) {
        return new Failed(
                "5.4.4", lookup(name, type, "Host found but no data record of requested type"));
    }

    static Outcome lookupFailed(String name, String type) {
        return new Deferred("4.4.3", lookup(name, type, "Host not found, try again"));
    }

    private static String lookup(String name, String type, String what) {
        return "Host or domain name not found. Name service error for name=%s type=%s: %s"
                .formatted(name, type, what);
    }
}
