// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.ProxyAttributes;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.MessageFacts;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.server.Next.Say;
import org.mailroom.smtp.server.Transaction.Destiny;
import org.mailroom.smtp.server.Transaction.None;
import org.mailroom.smtp.server.Transaction.Open;

import java.util.Optional;
import java.util.Set;

/// The state of a session: who the client is, how far the transaction has come, and what is left of
/// both for those who judge. On the session's thread.
final class SessionState {
    static final Transaction NONE = new None();

    private final SmtpService service;
    private final SmtpSettings settings;
    private final Filtering filters;
    private final BeforeQueue beforeQueue;
    private final Conduct conduct;
    private final SessionLog log;
    private final Sasl sasl;

    // What a proxy says of others gives and takes no right to do so
    private final Set<Verb> proxying;

    private Client client;
    private ProxyAttributes forwarded = ProxyAttributes.NONE;
    private Transaction transaction = NONE;
    private Reservations reservations = Reservations.NONE;
    private int messages;

    SessionState(
            SmtpService service,
            SmtpSettings settings,
            Client client,
            Filtering filters,
            BeforeQueue beforeQueue,
            Conduct conduct,
            SessionLog log) {
        this.service = service;
        this.settings = settings;
        this.client = client;
        this.filters = filters;
        this.beforeQueue = beforeQueue;
        this.conduct = conduct;
        this.log = log;
        sasl = new Sasl(service.authenticator(), settings.sasl()::allow);
        proxying = settings.proxies().commands(client);
    }

    Client client() {
        return client;
    }

    /// More is known of the client, or it is another.
    void became(Client now) {
        client = now;
    }

    Transaction transaction() {
        return transaction;
    }

    /// The transaction goes on.
    void change(Open now) {
        transaction = now;
    }

    /// Ends what was, and leaves nothing of it.
    void proceed(Transaction next) {
        transaction.close();
        transaction = next;
        forwarded = ProxyAttributes.NONE;
        if (next instanceof None) {
            filters.reset();
            beforeQueue.reset();
        }
    }

    /// Tells the filter before the queue of a recipient; answers why it does not take him.
    Optional<Reply> handOver(Open open, Recipient recipient) {
        return open.destiny() == Destiny.DISCARD
                ? Optional.empty()
                : beforeQueue.recipient(
                        new EnvelopeForm(settings).envelope(client, open), recipient);
    }

    Reservations reservations() {
        return reservations;
    }

    void reserve(Reservations now) {
        reservations = now;
    }

    ProxyAttributes forwarded() {
        return forwarded;
    }

    void forward(ProxyAttributes now) {
        forwarded = now;
    }

    Sasl sasl() {
        return sasl;
    }

    /// The commands by which the client may speak for others.
    Set<Verb> proxying() {
        return proxying;
    }

    void countMessage() {
        messages++;
    }

    /// Names the message among those of the session, for policy services.
    String instance() {
        return log.session() + "." + messages;
    }

    /// What is known of a message of so many octets.
    MessageFacts facts(long octets) {
        return new MessageFacts(instance(), octets, "");
    }

    /// What is offered to the client now.
    Extensions extensions() {
        var startTls =
                service.startTls().isPresent()
                        ? Extensions.StartTls.POSSIBLE
                        : Extensions.StartTls.IMPOSSIBLE;
        return new Extensions(
                settings, client, startTls, sasl, proxying, service.clock().instant());
    }

    Request request(Moment moment, Optional<ReversePath> sender, MessageFacts facts) {
        return new Request(
                moment,
                client,
                sender,
                Optional.empty(),
                0,
                conduct.pace(),
                facts,
                Optional.empty(),
                Optional.empty());
    }

    Request request(Open open, Address recipient) {
        return new Request(
                Moment.RCPT,
                client,
                Optional.of(open.sender()),
                Optional.of(recipient),
                open.recipients().size() + 1,
                conduct.pace(),
                facts(open.announced()),
                reservations.first(),
                Optional.empty());
    }

    /// What is judged when mail for a site is asked for.
    Request request(String site) {
        return new Request(
                Moment.ETRN,
                client,
                Optional.empty(),
                Optional.empty(),
                0,
                conduct.pace(),
                facts(0),
                Optional.empty(),
                Optional.of(site));
    }

    /// Logs a refusal, and says it.
    Next refuse(Request request, Reply reply) {
        log.refused(request, reply);
        return new Say(reply);
    }
}
