// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.Intake;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.core.queue.Envelope;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.AccessPolicy;
import org.mailroom.smtp.access.MessageFacts;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.access.Verdict;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.milter.Answer;
import org.mailroom.smtp.server.Transaction.Destiny;
import org.mailroom.smtp.server.Transaction.Open;

import java.util.Optional;

/// Content, from its first octet to the reply: it goes into a draft of intake, and only when that
/// is durable the client hears 250. On the session's thread.
final class MessageReceiver {
    private final SmtpSettings settings;
    private final Intake intake;
    private final AccessPolicy access;
    private final Filtering filters;
    private final BeforeQueue beforeQueue;
    private final Conversation conversation;
    private final Conduct conduct;
    private final SessionLog log;

    MessageReceiver(
            SmtpSettings settings,
            Intake intake,
            AccessPolicy access,
            Filtering filters,
            BeforeQueue beforeQueue,
            Conversation conversation,
            Conduct conduct,
            SessionLog log) {
        this.settings = settings;
        this.intake = intake;
        this.access = access;
        this.filters = filters;
        this.beforeQueue = beforeQueue;
        this.conversation = conversation;
        this.conduct = conduct;
        this.log = log;
    }

    /// Begins to take a message.
    Incoming begin(Client client, Open message) {
        Envelope envelope = new EnvelopeForm(settings).envelope(client, message);
        ContentPath path =
                beforeQueue.isOn()
                        ? beforeQueue.path(envelope)
                        : new QueuedContent(
                                intake.open(envelope, submission(client), settings.way()),
                                filters,
                                log);
        message.fate().orders().forEach(path::obey);
        log.accepted(path.id(), client, message.forwarded());
        return new Incoming(client, message, path);
    }

    /// A message of which not all has come yet. Closing it before its end leaves nothing of it.
    final class Incoming implements AutoCloseable {
        private final Client client;
        private Open message;
        private final ContentPath path;
        private long octets;

        private Incoming(Client client, Open message, ContentPath path) {
            this.client = client;
            this.message = message;
            this.path = path;
        }

        /// Tells filters that content comes; answers why it is not wanted.
        Optional<Reply> announce() {
            Optional<Reply> refusal =
                    message.destiny() == Destiny.DISCARD ? Optional.empty() : path.announce();
            return refusal.isPresent() ? refusal : announceToMilters();
        }

        private Optional<Reply> announceToMilters() {
            Request request = request(Moment.DATA, client, message, conduct.pace(), facts());
            return switch (filters.data(path.id(), request)) {
                case Answer.Refuse(var reply) -> Optional.of(reply);
                case Answer.Discard() -> {
                    message = message.discarded();
                    yield Optional.empty();
                }
                case Answer.GoOn() -> Optional.empty();
            };
        }

        /// Reads what follows DATA (RFC 5321 §4.1.1.4).
        void readLines() {
            var reader = new DataReader(this::write);
            try {
                conversation.content(reader);
            } catch (WireClosedException gone) {
                conduct.endedWithin(reader.octets());
                throw gone;
            }
        }

        private void write(byte[] buffer, int offset, int length) {
            octets += length;
            path.write(buffer, offset, length);
        }

        /// Whether a chunk of so many octets makes the message longer than it may be.
        boolean isTooBigWith(long more) {
            long limit = settings.limits().messageOctets();
            return limit > 0 && more > limit - octets;
        }

        /// Reads what follows BDAT (RFC 3030 §2).
        void readChunk(long length) {
            var reader = new ChunkReader(length, path::write);
            try {
                conversation.content(reader);
            } catch (WireClosedException gone) {
                conduct.endedWithin(octets + length - reader.missing());
                throw gone;
            }
            octets += length;
        }

        /// All has come: answers what the client is to hear.
        Reply conclude() {
            conduct.atEndOfMessage();
            Request request = atTheEnd();
            return switch (access.judge(request, log)) {
                case Verdict.Refuse(var reply, _) -> refuse(request, reply);
                case Verdict.Discard() -> Reply.queued(path.id().text());
                case Verdict.Accept _ when message.destiny() == Destiny.DISCARD ->
                        Reply.queued(path.id().text());
                case Verdict.Accept(var orders, _) -> {
                    orders.forEach(path::obey);
                    yield path.conclude(request);
                }
            };
        }

        private Request atTheEnd() {
            return request(Moment.END_OF_DATA, client, message, conduct.pace(), facts());
        }

        private MessageFacts facts() {
            return new MessageFacts(message.instance(), octets, path.queueId());
        }

        private Reply refuse(Request request, Reply reply) {
            log.refused(path.id(), request, reply);
            return reply;
        }

        /// Refuses the rest of what grows too big.
        Reply refuseAsTooBig() {
            return refuse(atTheEnd(), Reply.TOO_BIG);
        }

        @Override
        public void close() {
            path.close();
        }
    }

    /// What is judged when a whole message is: its recipient only where it has one alone.
    static Request request(
            Moment moment, Client client, Open message, Request.Pace pace, MessageFacts facts) {
        var recipients = message.recipients();
        return new Request(
                moment,
                client,
                Optional.of(message.sender()),
                recipients.size() == 1
                        ? Optional.of(recipients.getFirst().address())
                        : Optional.empty(),
                recipients.size(),
                pace,
                facts,
                Optional.empty(),
                Optional.empty());
    }

    private Intake.Submission submission(Client client) {
        return settings.hasLocalHeader().test(client)
                ? Intake.Submission.COMPLETE_HEADERS
                : Intake.Submission.AS_IT_IS;
    }
}
