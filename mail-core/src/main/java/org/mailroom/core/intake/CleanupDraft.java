// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.EnvelopeAddresses.Found;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.TlsDemand;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.QueueDraft;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.queue.Stored;
import org.mailroom.core.rewrite.AddressRewriting;
import org.mailroom.core.rewrite.HeaderAddressEdit;
import org.mailroom.core.route.Expansion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A message on its way through intake: line ends, then the header, then the queue's own draft.
/// Used by one thread.
final class CleanupDraft implements Draft {
    private static final Committed TOO_BIG =
            new Committed.Refused(552, "5.3.4", "Error: message file too big");
    private static final Committed TOO_MANY_HOPS =
            new Committed.Refused(554, "5.4.0", "Error: too many hops");
    private static final Committed HEADER_TOO_BIG =
            new Committed.Refused(552, "5.3.4", "Error: message header too big");
    private static final Committed DISK_FULL =
            new Committed.Refused(452, "4.3.1", "Insufficient system storage");
    private static final Committed NOT_NOW =
            new Committed.Refused(451, "4.3.0", "Error: queue file write error");

    private final Cleanup cleanup;
    private final CleanupSettings settings;
    private final QueueDraft draft;
    private QueueDraft result;
    private final Envelope envelope;
    private final Intake.Submission submission;
    private final ReceivedField received;
    private final HeaderFilter header;
    private final LineEnds lineEnds;
    private final EnvelopeAddresses rewriting;
    private final Found addresses;
    private final ContentVerdict verdict = new ContentVerdict();
    private final long maxOctets;
    private final BodyChecks body;
    private final HeaderEdit headerEdit;
    private final long logNumber;
    private HeaderList.Span trace = new HeaderList.Span(0, 0);
    private long contentOctets;
    private boolean begun;
    private boolean inspectionRefused;
    private String addedMessageId = "<>";

    CleanupDraft(
            Cleanup cleanup,
            CleanupSettings settings,
            QueueDraft draft,
            Envelope envelope,
            Intake.Submission submission) {
        this.cleanup = cleanup;
        this.settings = settings;
        this.draft = draft;
        this.result = draft;
        this.envelope = envelope;
        this.submission = submission;
        this.logNumber = cleanup.log().nextNumber();
        this.received =
                new ReceivedField(settings.hostname(), settings.mailName(), settings.zone());
        CleanupTables tables = settings.tables();
        boolean ours = isOurs();
        // A notification that is refused is mail lost in silence; its writer bounds it
        this.maxOctets =
                ours || settings.messageSizeLimit() == 0
                        ? Long.MAX_VALUE
                        : settings.messageSizeLimit();
        boolean copied = !ours && envelope.purpose() != Envelope.Purpose.PROBE;
        this.rewriting = new EnvelopeAddresses(copied ? tables : tables.withoutCopies());
        this.addresses = rewriting.of(envelope);
        var checks =
                new ContentChecks(
                        ContentChecks.Station.ENTRY,
                        LogPeer.of(envelope, addresses).toString(),
                        tables.copies().origin(),
                        this::log,
                        verdict);
        this.body =
                new BodyChecks(
                        isTrusted() ? ContentTables.NONE : tables.content(),
                        checks,
                        settings.headerSizeLimit(),
                        draft::write);
        this.headerEdit = new HeaderEdit(body, headerRewriting(), settings.headerSizeLimit());
        this.header =
                new HeaderFilter(
                        settings.dropHeaders(),
                        settings.headerSizeLimit(),
                        headerEdit,
                        this::missing,
                        draft::write,
                        body::write);
        this.lineEnds = new LineEnds(settings.strayCr(), header::write);
    }

    private boolean isOurs() {
        return envelope.origin().equals(Origin.internal());
    }

    /// Whether it is of this server itself, and nobody is to look at it.
    private boolean isTrusted() {
        return isOurs() && !settings.tables().ownMail().contains(submission);
    }

    private Optional<HeaderAddressEdit> headerRewriting() {
        Optional<AddressRewriting> rewriting =
                switch (submission) {
                    case COMPLETE_HEADERS, NOTICE -> Optional.of(settings.tables().rewriting());
                    case AS_IT_IS, BOUNCE -> settings.tables().remoteHeader();
                };
        return rewriting.map(it -> new HeaderAddressEdit(it::rewrite));
    }

    /// Writes the trace field, when all is known that goes before it.
    private void begin() {
        if (!begun) {
            begun = true;
            int start = (int) draft.octets();
            writeField(received.text(envelope, draft.id(), cleanup.clock().instant()));
            trace = new HeaderList.Span(start, (int) draft.octets());
        }
    }

    private void writeField(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        draft.write(octets, 0, octets.length);
    }

    @Override
    public void obey(MessageOrder order) {
        switch (order) {
            case MessageOrder.Prepend(var field) -> {
                if (begun) {
                    throw new IllegalStateException("it is too late for a header field");
                }
                writeField(field + "\r\n");
            }
            case MessageOrder.Redirect(var to) -> verdict.redirectTo(to);
            case MessageOrder.Copy(var to) -> verdict.copyTo(to);
            case MessageOrder.Filter(var transport) ->
                    verdict.handle(it -> it.by(Optional.of(transport)));
            case MessageOrder.Release(var time) -> verdict.handle(it -> it.notBefore(time));
            case MessageOrder.Hold() -> verdict.handle(Handling::holding);
        }
    }

    @Override
    public QueueId id() {
        return draft.id();
    }

    // Octets past the limit are counted, not kept
    @Override
    public void write(byte[] buffer, int offset, int length) {
        begin();
        contentOctets += length;
        if (!tooBig()) {
            lineEnds.write(buffer, offset, length);
        }
    }

    @Override
    public Committed commit(Inspection inspection) {
        if (tooBig()) {
            return TOO_BIG;
        }
        begin();
        lineEnds.finish();
        header.finish();
        body.finish();
        HeaderFilter.Seen seen = header.seen();
        if (seen.hops() > settings.hopcountLimit()) {
            return TOO_MANY_HOPS;
        }
        log("message-id=" + (seen.messageId().isEmpty() ? addedMessageId : seen.messageId()));
        if (verdict.refusal().isPresent()) {
            return verdict.refusal().get();
        }
        Optional<String> trouble = headerEdit.trouble();
        if (trouble.isPresent()) {
            return refuse(trouble.get(), NOT_NOW);
        }
        return verdict.isDiscarded()
                ? new Committed.Queued(id())
                : inspected(isOurs() ? ofOwnMail() : inspection);
    }

    private Inspection ofOwnMail() {
        return isTrusted() ? Inspection.NONE : cleanup.localInspection();
    }

    private Committed inspected(Inspection inspection) {
        if (inspection.equals(Inspection.NONE) || addresses instanceof Found.NotNow) {
            return queue(addresses);
        }
        try (var message = new InspectedMessage(draft, trace, inspected())) {
            return concluded(message, inspection.inspect(message));
        } catch (HeaderList.TooLongException e) {
            return refuse("the header is too long for filters", HEADER_TOO_BIG);
        } catch (IOException e) {
            return refuse("cannot read or write the message: " + e.getMessage(), NOT_NOW);
        }
    }

    private InspectedMessage.Context inspected() {
        var peer = LogPeer.of(envelope, addresses);
        var checks =
                new ContentChecks(
                        ContentChecks.Station.FILTER,
                        peer.toString(),
                        settings.tables().copies().origin(),
                        this::log,
                        verdict);
        return new InspectedMessage.Context(
                envelope,
                peer,
                maxOctets,
                cleanup.queue()::draft,
                checks,
                settings.tables().ofFilters(),
                verdict,
                this::log);
    }

    private Committed concluded(InspectedMessage message, Inspection.Judgement judgement)
            throws IOException {
        switch (judgement) {
            case Inspection.Judgement.Refused(int code, var status, var lines) -> {
                inspectionRefused = true;
                return new Committed.Refused(code, status, lines);
            }
            case Inspection.Judgement.Discarded() -> {
                return new Committed.Queued(id());
            }
            case Inspection.Judgement.Passed() -> {
                if (verdict.refusal().isPresent()) {
                    return verdict.refusal().get();
                }
                if (verdict.isDiscarded()) {
                    return new Committed.Queued(id());
                }
                result = message.result();
                return queue(rewriting.edited(addresses, message.envelopeEdits()));
            }
        }
    }

    private Committed queue(Found found) {
        return switch (rewriting.changed(found, verdict)) {
            case Found.NotNow(var reason) -> refuse(reason, NOT_NOW);
            case Found.Addresses(_, var recipients) when recipients.isEmpty() ->
                    new Committed.Queued(id());
            case Found.Addresses(var sender, var recipients) -> expand(sender, recipients);
        };
    }

    @Override
    public boolean refusalIsLogged() {
        return inspectionRefused || verdict.refusal().isPresent();
    }

    private Committed expand(ReversePath sender, List<Recipient> recipients) {
        return switch (cleanup.router().expand(recipients, settings.followed(verdict.handling()))) {
            case Expansion.Final(var expanded) -> store(sender, expanded);
            case Expansion.NotNow(var reason) -> refuse(reason, NOT_NOW);
        };
    }

    @Override
    public void close() {
        result.close();
        draft.close();
    }

    private boolean tooBig() {
        return contentOctets > maxOctets;
    }

    private Committed store(ReversePath sender, List<Recipient> recipients) {
        List<Recipient> marked = AliasNotices.marked(recipients);
        var stored =
                result.commit(
                        envelope.to(sender, marked).with(tls()),
                        settings.complete(verdict.handling()));
        return switch (stored) {
            case Stored.Queued(var id) -> new Committed.Queued(id);
            case Stored.NotStored(var reason, var detail) ->
                    switch (reason) {
                        case DISK_FULL -> refuse(detail, DISK_FULL);
                        case TOO_LARGE -> refuse(detail, TOO_BIG);
                        case DISK_ERROR, CLOSING -> refuse(detail, NOT_NOW);
                    };
        };
    }

    // RFC 8689 §4.1: the parameter counts, whatever the field says
    private TlsDemand tls() {
        boolean relaxed = envelope.tls() == TlsDemand.UNSAID && header.seen().tlsNotRequired();
        return relaxed ? TlsDemand.NOT_REQUIRED : envelope.tls();
    }

    private Committed refuse(String detail, Committed answer) {
        log("warning: " + detail);
        return answer;
    }

    private void log(String text) {
        cleanup.log().postfix("cleanup", logNumber, draft.id() + ": " + text);
    }

    /// What RFC 6409 §8 lets a submission server add: Date, Message-ID and From.
    private String missing(HeaderFilter.Seen seen) {
        boolean completes =
                switch (submission) {
                    case COMPLETE_HEADERS, NOTICE -> true;
                    case AS_IT_IS, BOUNCE -> false;
                };
        if (!completes) {
            return "";
        }
        var fields = new StringBuilder();
        if (!seen.fields().contains("message-id")) {
            String id = "<" + draft.id() + "@" + settings.hostname() + ">";
            fields.append("Message-Id: ").append(id).append("\r\n");
            addedMessageId = id;
        }
        if (!seen.fields().contains("date")) {
            String date = received.date(cleanup.clock().instant());
            fields.append("Date: ").append(date).append("\r\n");
        }
        if (!seen.fields().contains("from")
                && addresses instanceof Found.Addresses(ReversePath.Sender(var address), var _)) {
            fields.append("From: ").append(address).append("\r\n");
        }
        return fields.toString();
    }
}
