// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.delivery.Courier.Connection;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.smtp.client.Encryption.Wish;
import org.mailroom.smtp.tlspolicy.TlsPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// One delivery on its way from server to server, until each recipient has an outcome or there is
/// nobody left to ask. On the thread of the delivery.
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Journey journey;
    private final Tally tally;
    private final ClientSettings settings;
    private final Means means;
    private final TlsPolicy policy;
    private int sessions;

    Attempts(Journey journey, Means means, TlsPolicy policy) {
        this.journey = journey;
        this.tally = journey.tally();
        this.settings = journey.settings();
        this.means = means;
        this.policy = policy;
    }

    /// How an attempt ended.
    private enum End {
        /// Others may be asked for those recipients that are still open.
        GO_ON,
        /// The same server may be tried without TLS.
        TLS_FAILED,
        /// Nobody else is asked in this delivery: the message may have arrived, or something is
        /// wrong here, or the server stops.
        STOP
    }

    void run(List<Target> targets) {
        for (Target target : targets) {
            End end = attempt(target, Wish.BY_POLICY);
            if (end == End.TLS_FAILED && !policy.level().isMandatory()) {
                end = attempt(target, Wish.IN_CLEAR);
            }
            if (end == End.STOP || tally.open().isEmpty() || isTired()) {
                return;
            }
        }
    }

    private boolean isTired() {
        int limit = settings.tries().sessions();
        return limit > 0 && sessions >= limit;
    }

    /// A bug ends the delivery, but does not undo what earlier servers have taken.
    private End attempt(Target target, Wish wish) {
        var encryption = new Encryption(journey, means, target, policy, wish);
        tell(encryption);
        try (var dialogue = new Dialogue(connect(target), settings)) {
            return converse(dialogue, target, encryption);
        } catch (IOException e) {
            tally.concludeOpen(Diagnosis.cannotConnect(target, e), "none");
            return End.GO_ON;
        } catch (WireClosedException e) {
            tally.concludeOpen(Diagnosis.broken(target, Phase.GREETING, e.reason()), "none");
            return End.STOP;
        } catch (RuntimeException e) {
            LOG.error("delivery to {} failed", target, e);
            tally.concludeOpen(Diagnosis.internalError(), "none");
            return End.STOP;
        }
    }

    private Wire connect(Target target) throws IOException {
        return means.transport()
                .connect(target.socketAddress(), from(target), settings.timeouts().connect());
    }

    private Optional<InetAddress> from(Target target) {
        boolean four = target.address() instanceof Inet4Address;
        return settings.from().stream().filter(a -> a instanceof Inet4Address == four).findFirst();
    }

    private End converse(Dialogue dialogue, Target target, Encryption encryption) {
        try {
            var opening = new Opening(dialogue, target, journey, means, encryption);
            Opening.Result result = opening.open();
            tell(encryption);
            switch (result) {
                case Opening.Refused(var outcome) -> tally.concludeOpen(outcome, target.toString());
                case Opening.Open(var features) -> {
                    sessions++;
                    tally.opened();
                    new MailTransaction(dialogue, features, target, journey).run();
                }
            }
            dialogue.quit();
            return End.GO_ON;
        } catch (WireClosedException e) {
            tally.concludeOpen(
                    Diagnosis.broken(target, dialogue.phase(), e.reason()), target.toString());
            return end(dialogue, e.reason());
        } catch (SyntaxException e) {
            tally.concludeOpen(
                    Diagnosis.notSmtp(target, String.valueOf(e.getMessage())), target.toString());
            return end(dialogue, WireClosedException.Reason.LOST);
        } catch (IOException e) {
            tally.concludeOpen(Diagnosis.unreadable(), "none");
            return End.STOP;
        }
    }

    private void tell(Encryption encryption) {
        String status = settings.tls().log().status() ? encryption.status() : "";
        tally.over(new Connection(1, status));
    }

    private static End end(Dialogue dialogue, WireClosedException.Reason reason) {
        return switch (reason) {
            case TLS -> End.TLS_FAILED;
            case CLOSED_HERE -> End.STOP;
            case LOST, TIMEOUT -> dialogue.phase() == Phase.END_OF_DATA ? End.STOP : End.GO_ON;
        };
    }
}
