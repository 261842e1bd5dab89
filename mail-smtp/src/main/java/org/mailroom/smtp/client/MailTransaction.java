// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.message.MessageContent;
import org.mailroom.core.queue.Deadline;
import org.mailroom.smtp.DeliverBy;
import org.mailroom.smtp.client.ContentScan.Lines;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One message in an open session: MAIL, RCPT, DATA (RFC 5321 §3.3), the commands in one go where
/// the server can take that (RFC 2920); BDAT instead of DATA where it is offered (RFC 3030) and the
/// message can go as it is. On the thread of the delivery.
final class MailTransaction {
    /// So many recipients go out before replies are read: those to more could fill what lies
    /// between the servers, and then both would wait for the other to read (RFC 2920 §3.1).
    static final int GROUP = 100;

    private static final int GO_AHEAD = 354;
    private static final int EXCEEDED_STORAGE = 552;

    /// What a server says of a command that it does not know (RFC 5321 §4.2.2).
    private static final Set<Integer> NOT_KNOWN = Set.of(500, 501, 502, 504);

    private final Dialogue dialogue;
    private final Features features;
    private final Target target;
    private final Protocol protocol;
    private final Journey journey;
    private final Consignment consignment;
    private final Tally tally;
    private final List<Integer> asked;
    private final List<Integer> recipients;
    private final boolean pipelined;
    private boolean chunkRefused;

    /// @param asked the positions of the recipients that the message is for
    MailTransaction(Session session, Journey journey, List<Integer> asked) {
        this.dialogue = session.dialogue();
        this.features = session.terms().features();
        this.target = session.target();
        this.protocol = journey.settings().protocol();
        this.consignment = journey.consignment();
        this.tally = journey.tally();
        this.asked = asked;
        this.recipients = asked.stream().filter(this::canBeNamed).toList();
        this.journey = journey;
        this.pipelined = features.has("PIPELINING");
    }

    /// Sends the message as far as the server takes it; the tally has the outcomes then.
    ///
    /// @throws IOException when our own content cannot be read
    void run() throws IOException {
        if (consignment.envelope().sender() instanceof ReversePath.Sender(var sender)
                && !EnvelopeCommands.isPath(sender)) {
            conclude(asked, Diagnosis.badSender());
            return;
        }
        List<Integer> others = asked.stream().filter(it -> !canBeNamed(it)).toList();
        conclude(others, Diagnosis.badRecipient());
        if (recipients.isEmpty()) {
            return;
        }
        // RFC 8689 §4.2.1
        if (journey.enforcesTls() && !(dialogue.isEncrypted() && features.has("REQUIRETLS"))) {
            conclude(recipients, Diagnosis.requireTlsNotOffered(target));
            return;
        }
        Optional<Outcome> late = journey.timeLeft().flatMap(this::whyLate);
        if (late.isPresent()) {
            conclude(recipients, late.get());
            return;
        }
        // A conversion makes it longer only
        if (isTooLarge(consignment.content())) {
            return;
        }
        ClientSettings.Content settings = journey.settings().content();
        Load whole = journey.load().get();
        if (new EnvelopeCommands(features, journey, whole, recipients).needsUtf8()
                && !features.has("SMTPUTF8")) {
            conclude(recipients, Diagnosis.utf8NotOffered(target));
            return;
        }
        Optional<Load> load = whole.fit(features, settings);
        if (load.isEmpty()) {
            conclude(recipients, Diagnosis.eightBitNotOffered(target));
            return;
        }
        if (!isTooLarge(load.get().content())) {
            send(load.get());
        }
    }

    private Optional<Outcome> whyLate(DeliverBy left) {
        if (left.mode() == Deadline.Mode.NOTIFY) {
            return Optional.empty();
        }
        if (!features.has("DELIVERBY")) {
            return Optional.of(Diagnosis.deadlineNotOffered(target));
        }
        boolean late = left.seconds() < Math.max(1, features.minimalDeliveryTime());
        return late ? Optional.of(Diagnosis.tooLate(target)) : Optional.empty();
    }

    private boolean isTooLarge(MessageContent content) {
        boolean tooLarge = features.isTooLarge(content.octets());
        if (tooLarge) {
            conclude(recipients, Diagnosis.tooLarge(target, content.octets(), features.limit()));
        }
        return tooLarge;
    }

    private boolean canBeNamed(int recipient) {
        return EnvelopeCommands.isPath(consignment.recipients().get(recipient).address());
    }

    private void send(Load load) throws IOException {
        var commands = new EnvelopeCommands(features, journey, load, recipients);
        // Without BINARYMIME, lines keep to their limits also in chunks (RFC 3030 §3)
        boolean chunked =
                journey.isProbe() || (features.has("CHUNKING") && load.scan().lines() == Lines.FIT);
        tellOrigin();
        if (pipelined) {
            dialogue.send(commands.mail());
        }
        if (commands.passesNoticesOn()) {
            tally.noticesPassedOn();
        }
        if (features.has("DELIVERBY")) {
            tally.deadlinePassedOn();
        }
        List<Integer> accepted = envelope(commands, chunked);
        if (journey.isProbe()) {
            return;
        }
        if (!chunked && (pipelined || !accepted.isEmpty())) {
            data(accepted, load.content());
        } else if (!accepted.isEmpty()) {
            dialogue.sendChunk(load.content());
            concludeChunk(accepted);
        }
    }

    // It is for their log only: a server that does not take it gets the message all the same
    private void tellOrigin() {
        if (journey.settings().origins() == ClientSettings.Origins.TOLD) {
            new ForwardCommands(
                            consignment.envelope().origin(),
                            consignment.id().text(),
                            features.forwarded())
                    .commands()
                    .forEach(command -> dialogue.ask(command, Phase.XFORWARD));
        }
    }

    /// Whether the server has offered CHUNKING, and does not know it: then it may be asked again
    /// without, in another session.
    boolean isChunkRefused() {
        return chunkRefused;
    }

    /// MAIL and RCPT; answers the recipients that the server takes.
    private List<Integer> envelope(EnvelopeCommands commands, boolean chunked) {
        sendGroup(0, commands, chunked);
        RemoteReply mail = reply(commands.mail(), Phase.MAIL);
        if (!mail.isPositive()) {
            conclude(recipients, said(mail, Phase.MAIL));
            if (!pipelined) {
                return List.of();
            }
        }
        var accepted = new ArrayList<Integer>();
        for (int i = 0; i < recipients.size(); i++) {
            int recipient = recipients.get(i);
            if (i > 0 && i % GROUP == 0) {
                sendGroup(i, commands, chunked);
            }
            RemoteReply rcpt = reply(commands.rcpt(recipient), Phase.RCPT);
            if (mail.isPositive() && rcpt.isPositive()) {
                accepted.add(recipient);
                if (journey.isProbe()) {
                    conclude(List.of(recipient), Diagnosis.delivered(rcpt));
                }
            } else if (mail.isPositive()) {
                // RFC 5321 §4.5.3.1.10: too many recipients are no reason to give up on this one
                RemoteReply meant = rcpt.code() == EXCEEDED_STORAGE ? rcpt.forNow() : rcpt;
                conclude(List.of(recipient), said(meant, Phase.RCPT));
            }
        }
        return accepted;
    }

    /// Where commands go in one go: some recipients, and DATA behind the last.
    private void sendGroup(int from, EnvelopeCommands commands, boolean chunked) {
        if (!pipelined) {
            return;
        }
        int to = Math.min(from + GROUP, recipients.size());
        recipients.subList(from, to).forEach(recipient -> dialogue.send(commands.rcpt(recipient)));
        if (to == recipients.size() && !chunked) {
            dialogue.send("DATA");
        }
    }

    private void data(List<Integer> accepted, MessageContent message) throws IOException {
        RemoteReply data = reply("DATA", Phase.DATA);
        if (data.code() != GO_AHEAD) {
            conclude(accepted, said(data, Phase.DATA));
            return;
        }
        try (InputStream content =
                // RFC 2920 §3.1: a server may say go ahead with nobody to send to
                accepted.isEmpty() ? InputStream.nullInputStream() : message.open()) {
            dialogue.send(content);
        }
        conclude(accepted);
    }

    /// What comes behind the message decides.
    private void conclude(List<Integer> accepted) {
        switch (protocol) {
            case SMTP -> concludeByNextReply(accepted);
            case LMTP -> concludeEach(accepted);
        }
    }

    private void concludeChunk(List<Integer> accepted) {
        RemoteReply first = dialogue.receive(Phase.END_OF_DATA);
        if (NOT_KNOWN.contains(first.code())) {
            // Whether it has passed over the content, or takes that for commands, nobody knows
            chunkRefused = true;
            dialogue.outOfStep();
            dialogue.said().breach();
            conclude(accepted, Diagnosis.said(target, first.forNow(), Phase.END_OF_DATA));
            return;
        }
        int answered = protocol == Protocol.LMTP ? 1 : accepted.size();
        conclude(accepted.subList(0, answered), first);
        accepted.stream().skip(answered).forEach(it -> concludeByNextReply(List.of(it)));
    }

    private void concludeByNextReply(List<Integer> which) {
        conclude(which, dialogue.receive(Phase.END_OF_DATA));
    }

    private void conclude(List<Integer> which, RemoteReply end) {
        conclude(which, end.isPositive() ? Diagnosis.delivered(end) : said(end, Phase.END_OF_DATA));
    }

    // RFC 2033 §4.2: one reply for each recipient that was taken, in their order
    private void concludeEach(List<Integer> accepted) {
        accepted.forEach(recipient -> concludeByNextReply(List.of(recipient)));
        if (accepted.isEmpty()) {
            dialogue.outOfStep();
        }
    }

    private Outcome said(RemoteReply reply, Phase phase) {
        if (reply.isBreach()) {
            dialogue.said().breach();
        }
        return Diagnosis.said(target, reply, phase);
    }

    /// The reply to a command, which has been sent already where commands go in one go.
    private RemoteReply reply(String command, Phase phase) {
        return pipelined ? dialogue.receive(phase) : dialogue.ask(command, phase);
    }

    private void conclude(List<Integer> which, Outcome outcome) {
        which.forEach(recipient -> tally.conclude(recipient, outcome, target.toString()));
    }
}
