// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.config.ClientTlsLevel;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.sasl.LoginPolicy.Protection;
import org.mailroom.smtp.tlspolicy.CertificateMatch;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Judgement;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Names;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;
import org.mailroom.smtp.tlspolicy.TlsPolicy;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// TLS of one connection: what is wanted, and what came of it. On the thread of the delivery.
final class Encryption {
    private final Journey journey;
    private final Means means;
    private final Target target;
    private final TlsPolicy policy;
    private final Wish wish;
    private Stage stage = Stage.UNDECIDED;
    private Verdict verdict = Verdict.ANONYMOUS;

    /// Whether this connection is to be as the policy says.
    enum Wish {
        BY_POLICY,
        /// In clear, since a handshake failed that need not succeed.
        IN_CLEAR
    }

    private enum Stage {
        UNDECIDED,
        IN_CLEAR,
        ENCRYPTED,
        REFUSED
    }

    Encryption(Journey journey, Means means, Target target, TlsPolicy policy, Wish wish) {
        this.journey = journey;
        this.means = means;
        this.target = target;
        this.policy = policy;
        this.wish = wish;
    }

    boolean isWanted() {
        // Nobody listens within this machine
        boolean local = target instanceof Target.Unix && !isMandatory();
        return wish == Wish.BY_POLICY && policy.level() != ClientTlsLevel.NONE && !local;
    }

    boolean isMandatory() {
        return policy.isMandatory();
    }

    /// The session goes on in clear.
    void leftOut() {
        stage = Stage.IN_CLEAR;
    }

    /// It does not go on at all, since there is no TLS.
    void refused() {
        stage = Stage.REFUSED;
    }

    /// The handshake. Answers what is wrong with the other server's certificate.
    Optional<Outcome> start(Dialogue dialogue) {
        var names = new Names(target.host(), journey.nexthopName());
        TlsInfo info = handshake(dialogue, names);
        boolean logged = journey.settings().tls().log().sessions();
        Optional<Outcome> trouble =
                logged || policy.isByCertificate() ? judged(dialogue, names) : Optional.empty();
        if (logged) {
            log(info);
        }
        dialogue.certificates().stream()
                .limit(1)
                .map(own -> target + ": " + journey.settings().tls().match().line(own))
                .forEach(this::detail);
        stage = trouble.isPresent() ? Stage.REFUSED : Stage.ENCRYPTED;
        return trouble;
    }

    private TlsInfo handshake(Dialogue dialogue, Names names) {
        detail("setting up TLS connection to " + target);
        try {
            return dialogue.startTls(
                    journey.settings().tls().context().with(policy.protocols()),
                    policy.serverName(names.host(), names.nexthop()));
        } catch (WireClosedException e) {
            detail("SSL_connect error to %s: %s".formatted(target, e.getMessage()));
            throw e;
        }
    }

    /// What the log has with `smtp_tls_loglevel = 2`.
    private void detail(String text) {
        if (journey.settings().tls().log().details()) {
            journey.log(means.lines(), text);
        }
    }

    private Optional<Outcome> judged(Dialogue dialogue, Names names) {
        CertificateMatch match = journey.settings().tls().match();
        List<X509Certificate> shown = dialogue.certificates();
        // The other server chooses how much there is to verify
        Judgement judgement = means.computing().call(() -> match.judge(shown, policy, names));
        verdict = judgement.verdict();
        if (!policy.isByCertificate() || verdict.isRight()) {
            return Optional.empty();
        }
        // As in Postfix, whatever the log level
        journey.log(
                means.lines(),
                "certificate verification failed for %s: %s".formatted(target, judgement.fault()));
        return Optional.of(Diagnosis.wrongCertificate(policy, judgement));
    }

    /// What a password may be trusted to.
    Protection protection() {
        if (stage != Stage.ENCRYPTED) {
            return Protection.CLEAR;
        }
        return verdict == Verdict.VERIFIED ? Protection.VERIFIED : Protection.TLS;
    }

    /// The level that was wanted, and what it came to, as Postfix logs it.
    String status() {
        String level = policy.label();
        return switch (stage) {
            case UNDECIDED -> level + "?";
            case IN_CLEAR -> policy.level() == ClientTlsLevel.NONE ? level : level + ":none";
            case ENCRYPTED -> level;
            case REFUSED -> "!" + level;
        };
    }

    private void log(TlsInfo info) {
        String text =
                "%s TLS connection established to %s: %s with cipher %s (%d/%d bits)"
                        .formatted(
                                verdict.label(),
                                target,
                                info.protocol(),
                                info.cipher(),
                                info.bits(),
                                info.bits());
        journey.log(means.lines(), text);
    }
}
