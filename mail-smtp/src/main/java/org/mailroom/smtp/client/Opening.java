// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Outcome;
import org.mailroom.smtp.client.ClientSettings.RefusedGreeting;
import org.mailroom.smtp.client.ClientSettings.Start;
import org.mailroom.smtp.sasl.PasswordMaps;

import java.util.Optional;

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
    private final PasswordMaps.Found login;

    Opening(Dialogue dialogue, Target target, Journey journey, Means means, Encryption encryption) {
        this.dialogue = dialogue;
        this.target = target;
        this.journey = journey;
        this.means = means;
        this.settings = journey.settings();
        this.encryption = encryption;
        this.login = journey.login(target);
    }

    /// What came of it.
    sealed interface Result {}

    /// Mail can be sent.
    record Open(Features features) implements Result {}

    record Refused(Outcome outcome) implements Result {}

    /// What there is to log in with.
    PasswordMaps.Found login() {
        return login;
    }

    Result open() {
        Optional<Outcome> trouble =
                settings.tls().start() == Start.AT_ONCE
                        ? encryption.start(dialogue)
                        : Optional.empty();
        return trouble.<Result>map(Refused::new).orElseGet(this::greeted);
    }

    private Result greeted() {
        RemoteReply greeting = dialogue.receive(Phase.GREETING);
        if (!greeting.isPositive()) {
            boolean notNow = settings.tries().refusedGreeting() == RefusedGreeting.NOT_NOW;
            return refused(greeting.isPermanent() && notNow ? greeting.forNow() : greeting);
        }
        Result ready = hello();
        ready = ready instanceof Open open ? encrypted(open) : ready;
        return ready instanceof Open open ? loggedIn(open) : ready;
    }

    private Result hello() {
        return switch (settings.protocol()) {
            case SMTP -> ehlo();
            case LMTP -> lhlo();
        };
    }

    // RFC 2033 §4.1
    private Result lhlo() {
        RemoteReply lhlo = dialogue.ask("LHLO " + settings.helloName(), Phase.LHLO);
        return lhlo.isPositive() ? new Open(features(lhlo)) : refused(lhlo);
    }

    private Features features(RemoteReply hello) {
        ClientSettings.Discards discards = settings.discards();
        Features offered = Features.of(hello).without(discards.always());
        return target instanceof Target.Inet inet
                ? offered.without(discards.ofServer().apply(inet.address()))
                : offered;
    }

    // RFC 5321 §3.2: HELO for those who do not know EHLO
    private Result ehlo() {
        RemoteReply ehlo = dialogue.ask("EHLO " + settings.helloName(), Phase.EHLO);
        if (ehlo.isPositive()) {
            return new Open(features(ehlo));
        }
        if (ehlo.code() == SERVICE_NOT_AVAILABLE) {
            return refused(ehlo);
        }
        RemoteReply helo = dialogue.ask("HELO " + settings.helloName(), Phase.HELO);
        return helo.isPositive() ? new Open(Features.NONE) : refused(helo);
    }

    private Result encrypted(Open inClear) {
        if (dialogue.isEncrypted()) {
            return inClear;
        }
        if (encryption.isWanted() && inClear.features().has("STARTTLS")) {
            return started(inClear);
        }
        return inClear(inClear, Diagnosis.tlsNotOffered(target));
    }

    private Result started(Open inClear) {
        RemoteReply reply = dialogue.ask("STARTTLS", Phase.STARTTLS);
        if (!reply.isPositive()) {
            // RFC 3207 §4: the session can go on as it is
            return inClear(inClear, Diagnosis.tlsRefused(target, reply));
        }
        Optional<Outcome> trouble = encryption.start(dialogue);
        // RFC 3207 §4.2: what was learnt in clear is forgotten
        return trouble.<Result>map(Refused::new).orElseGet(this::hello);
    }

    /// Without TLS: as the session stands, or not at all.
    private Result inClear(Open inClear, Outcome whyNot) {
        if (encryption.isMandatory()) {
            encryption.refused();
            return new Refused(whyNot);
        }
        encryption.leftOut();
        return inClear;
    }

    private Result loggedIn(Open open) {
        var authentication =
                new Authentication(dialogue, target, journey.settings().login(), means);
        return switch (authentication.run(login, open.features(), encryption.protection())) {
            case Authentication.LoggedIn _, Authentication.Passed _ -> open;
            case Authentication.Refused(var outcome) -> new Refused(outcome);
        };
    }

    private Result refused(RemoteReply reply) {
        if (reply.isBreach()) {
            dialogue.said().breach();
        }
        return new Refused(Diagnosis.refusedToTalk(target, reply));
    }
}
