// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.tls.ClientTls;
import org.mailroom.smtp.client.ClientSettings.Encryption;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.sasl.LoginPolicy.Protection;

/// The beginning of a session: greeting, EHLO, STARTTLS, AUTH (RFC 5321 §3.1, RFC 3207). On the
/// thread of the delivery.
final class Opening {
    private static final int SERVICE_NOT_AVAILABLE = 421;

    private final Dialogue dialogue;
    private final Target target;
    private final Journey journey;
    private final Means means;
    private final ClientSettings settings;
    private final Encryption encryption;
    private final ClientTls tls;

    Opening(
            Dialogue dialogue,
            Target target,
            Journey journey,
            Means means,
            Encryption encryption,
            ClientTls tls) {
        this.dialogue = dialogue;
        this.target = target;
        this.journey = journey;
        this.means = means;
        this.settings = journey.settings();
        this.encryption = encryption;
        this.tls = tls;
    }

    /// What came of it.
    sealed interface Result {}

    /// Mail can be sent.
    record Open(Features features) implements Result {}

    record Refused(Outcome outcome) implements Result {}

    Result open() {
        RemoteReply greeting = dialogue.receive(Phase.GREETING);
        if (!greeting.isPositive()) {
            boolean notNow = settings.tries().refusedGreeting() == RefusedGreeting.NOT_NOW;
            return refused(greeting.isPermanent() && notNow ? greeting.forNow() : greeting);
        }
        Result ready = hello();
        ready = ready instanceof Open open ? encrypted(open) : ready;
        return ready instanceof Open open ? loggedIn(open) : ready;
    }

    // RFC 5321 §3.2: HELO for those who do not know EHLO
    private Result hello() {
        RemoteReply ehlo = dialogue.ask("EHLO " + settings.heloName(), Phase.EHLO);
        if (ehlo.isPositive()) {
            return new Open(Features.of(ehlo));
        }
        if (ehlo.code() == SERVICE_NOT_AVAILABLE) {
            return refused(ehlo);
        }
        RemoteReply helo = dialogue.ask("HELO " + settings.heloName(), Phase.HELO);
        return helo.isPositive() ? new Open(Features.NONE) : refused(helo);
    }

    private Result encrypted(Open inClear) {
        boolean offered = inClear.features().has("STARTTLS");
        return switch (encryption) {
            case NEVER -> inClear;
            case WHEN_OFFERED -> offered ? started(inClear) : inClear;
            case REQUIRED ->
                    offered ? started(inClear) : new Refused(Diagnosis.tlsNotOffered(target));
        };
    }

    private Result started(Open inClear) {
        RemoteReply reply = dialogue.ask("STARTTLS", Phase.STARTTLS);
        if (!reply.isPositive()) {
            // RFC 3207 §4: the session can go on as it is
            return encryption == Encryption.WHEN_OFFERED
                    ? inClear
                    : new Refused(Diagnosis.tlsRefused(target, reply));
        }
        dialogue.startTls(tls, target.host());
        // RFC 3207 §4.2: what was learnt in clear is forgotten
        return hello();
    }

    private Result loggedIn(Open open) {
        var authentication = new Authentication(dialogue, target, journey, means);
        Protection protection = dialogue.isEncrypted() ? Protection.TLS : Protection.CLEAR;
        return switch (authentication.run(open.features(), protection)) {
            case Authentication.LoggedIn _, Authentication.Passed _ -> open;
            case Authentication.Refused(var outcome) -> new Refused(outcome);
        };
    }

    private Result refused(RemoteReply reply) {
        return new Refused(Diagnosis.refusedToTalk(target, reply));
    }
}
