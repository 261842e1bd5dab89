// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.VerifyParameters;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Expansion;
import org.mailroom.core.route.Known;
import org.mailroom.core.route.Route;
import org.mailroom.core.route.Router;
import org.mailroom.smtp.verify.Inquiry;
import org.mailroom.smtp.verify.Standing;
import org.mailroom.smtp.verify.VerifySettings;
import org.mailroom.smtp.verify.VerifySettings.Lifetime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// Finds out whether mail for an address could be delivered: by the tables where it is ours, else
/// by asking the server that would get it, as far as RCPT. Safe for use by several threads.
///
/// @param hosts what asks other servers
/// @param servers which server the mail of a next hop is brought to first
/// @param patience for one address, whatever the timeouts of deliveries are
record AddressProbes(
        Router router,
        Courier hosts,
        Function<Route.ToHosts, String> servers,
        Supplier<MainCf> main,
        MailLog log,
        InstantSource clock,
        Duration patience) {
    /// Long enough for a server that is gone and the next one.
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final QueueId NO_ID = new QueueId("NOQUEUE");

    /// A message that is not sent.
    private static final MessageContent NOTHING = MessageContent.of(new byte[0]);

    VerifySettings settings() {
        MainCf now = main.get();
        int polls = now.get(VerifyParameters.ADDRESS_VERIFY_POLL_COUNT);
        return new VerifySettings(
                now.get(VerifyParameters.ADDRESS_VERIFY_POLL_DELAY).multipliedBy(polls - 1L),
                now.get(VerifyParameters.ADDRESS_VERIFY_NEGATIVE_CACHE),
                new Lifetime(
                        now.get(VerifyParameters.ADDRESS_VERIFY_POSITIVE_REFRESH_TIME),
                        now.get(VerifyParameters.ADDRESS_VERIFY_POSITIVE_EXPIRE_TIME)),
                new Lifetime(
                        now.get(VerifyParameters.ADDRESS_VERIFY_NEGATIVE_REFRESH_TIME),
                        now.get(VerifyParameters.ADDRESS_VERIFY_NEGATIVE_EXPIRE_TIME)),
                now.get(VerifyParameters.ADDRESS_VERIFY_PENDING_REQUEST_LIMIT));
    }

    Inquiry inquiry(Address address) {
        return switch (router.known(address)) {
            case Known.No(var text) -> answered(new Standing.Undeliverable("5.1.1", text));
            case Known.Refused(var status, var text) -> answered(refused(status, text));
            case Known.Unsure(var reason) -> answered(new Standing.Unsure(reason));
            case Known.Yes() -> expanded(address);
        };
    }

    private static Inquiry answered(Standing standing) {
        return new Inquiry.Answered(standing);
    }

    private static Standing refused(String status, String text) {
        return status.startsWith("4")
                ? new Standing.Unsure(text)
                : new Standing.Undeliverable(status, text);
    }

    // As Postfix: what becomes several addresses is deliverable
    private Inquiry expanded(Address address) {
        return switch (router.expand(List.of(Recipient.of(address)))) {
            case Expansion.NotNow(var reason) -> answered(new Standing.Unsure(reason));
            case Expansion.Final(var recipients) when recipients.size() == 1 ->
                    routed(recipients.getFirst());
            case Expansion.Final _ -> answered(Standing.DELIVERABLE);
        };
    }

    private Inquiry routed(Recipient recipient) {
        ReversePath sender = sender();
        return switch (router.route(recipient.address(), sender)) {
            case Route.ToHosts hop ->
                    new Inquiry.AtServer(
                            servers.apply(hop),
                            () -> asked(recipient.with(Notify.NEVER), hop, sender));
            case Route.Reject(var status, var text) ->
                    answered(new Standing.Undeliverable(status, text));
            case Route.Defer(var _, var text) -> answered(new Standing.Unsure(text));
            case Route.ToMailbox _,
                    Route.ToPipe _,
                    Route.ToOwner _,
                    Route.ToList _,
                    Route.Discard _ ->
                    answered(Standing.DELIVERABLE);
        };
    }

    private ReversePath sender() {
        return named(main.get()).<ReversePath>map(ReversePath.Sender::new).orElse(ReversePath.NULL);
    }

    /// Whether an address is the sender of our probes, of which other servers make sure.
    static boolean isSender(Address address, MainCf main) {
        return named(main).filter(sender -> sender.key().equals(address.key())).isPresent();
    }

    private static Optional<Address> named(MainCf now) {
        String text = now.get(VerifyParameters.ADDRESS_VERIFY_SENDER);
        return text.equals("<>")
                ? Optional.empty()
                : AddressText.parse(text, now.get(NameParameters.MYORIGIN));
    }

    private Standing asked(Recipient recipient, Route.ToHosts hop, ReversePath sender) {
        var envelope =
                new Envelope(
                                sender,
                                List.of(recipient),
                                Origin.internal(),
                                Envelope.Body.EIGHT_BIT_MIME,
                                Envelope.Encoding.ASCII,
                                Optional.empty())
                        .with(Envelope.Purpose.PROBE);
        long number = log.nextNumber();
        Courier.Delivery delivery =
                inTime(
                        new Consignment(
                                NO_ID,
                                clock.instant(),
                                envelope,
                                NOTHING,
                                List.of(recipient),
                                List.of(hop),
                                number));
        Outcome outcome = delivery.outcome();
        String status = outcome instanceof Outcome.Delivered ? "deliverable" : "undeliverable";
        log.postfix(
                hop.process(),
                number,
                "NOQUEUE: to=<%s>, relay=%s, dsn=%s, status=%s (%s)"
                        .formatted(
                                recipient.address(),
                                delivery.relay(),
                                outcome.status(),
                                status,
                                outcome.text()));
        return standing(outcome);
    }

    private Courier.Delivery inTime(Consignment consignment) {
        var asking = new FutureTask<>(() -> hosts.deliver(consignment).getFirst());
        Thread thread = Thread.ofVirtual().name("probe").start(asking);
        try {
            return asking.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Courier.Delivery(
                    new Outcome.Deferred("4.4.2", "the server did not answer in time"), "none");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Courier.Delivery(new Outcome.Deferred("4.3.2", "the server stops"), "none");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.interrupt();
        }
    }

    private static Standing standing(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _ -> Standing.DELIVERABLE;
            case Outcome.Deferred(var _, var text) -> new Standing.Unsure(text);
            case Outcome.Failed(var dsn, var text) -> new Standing.Undeliverable(dsn, text);
        };
    }
}
