// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.ContentChecks.Fate;
import org.mailroom.core.intake.ContentChecks.Kind;
import org.mailroom.core.intake.ContentChecks.Maps;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Handling;
import org.mailroom.core.queue.QueueDraft;
import org.mailroom.core.queue.QueueId;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A message that has come whole and is not queued yet, for filters to look at and to change. Each
/// sees what those before it have changed. The header lies in memory, the body where messages lie
/// while they arrive. Used by one thread.
public final class InspectedMessage implements AutoCloseable {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int PIECE_OCTETS = 16 * 1024;

    private final QueueDraft draft;
    private final HeaderList header;
    private final Context context;
    private final List<MessageEdit> envelopeEdits = new ArrayList<>();
    private Optional<NewBody> body = Optional.empty();
    private boolean hasNewContent;

    /// What a message has around it.
    ///
    /// @param maxOctets the largest message
    /// @param scratch makes a draft for another body
    /// @param maps asked about each field that a filter writes (`milter_header_checks`)
    record Context(
            Envelope envelope,
            LogPeer peer,
            long maxOctets,
            Supplier<QueueDraft> scratch,
            ContentChecks checks,
            Maps maps,
            ContentVerdict verdict,
            Consumer<String> log) {}

    /// @param trace the field of this server, which filters do not see
    InspectedMessage(QueueDraft draft, HeaderList.Span trace, Context context)
            throws IOException, HeaderList.TooLongException {
        this.draft = draft;
        this.context = context;
        try (InputStream in = draft.content().open()) {
            this.header = HeaderList.read(in, trace);
        }
    }

    public QueueId id() {
        return draft.id();
    }

    /// As it came, before any address was rewritten.
    public Envelope envelope() {
        return context.envelope();
    }

    /// No body may be longer than that.
    public long maxOctets() {
        return context.maxOctets();
    }

    public List<MessageField> header() {
        return header.fields();
    }

    /// What stands behind the empty line.
    public InputStream body() throws IOException {
        if (body.isPresent()) {
            return body.get().content().open();
        }
        InputStream in = draft.content().open();
        try {
            in.skipNBytes(header.octets());
        } catch (IOException e) {
            in.close();
            throw e;
        }
        return in;
    }

    /// Begins a body that may become that of the message.
    public NewBody newBody() {
        return new NewBody(context.scratch().get());
    }

    /// Makes changes, in their order.
    public void apply(List<MessageEdit> edits) {
        edits.forEach(this::apply);
    }

    private void apply(MessageEdit edit) {
        switch (edit) {
            case MessageEdit.InsertField(int index, var field) ->
                    written(field).ifPresent(lines -> header.insert(index, lines));
            case MessageEdit.AddField(var field) -> written(field).ifPresent(header::add);
            case MessageEdit.ChangeField(int index, var field) ->
                    written(field).ifPresent(lines -> header.replace(field.name(), index, lines));
            case MessageEdit.RemoveField(int index, var name) -> header.remove(name, index);
            case MessageEdit.ReplaceBody(var other) -> {
                body.ifPresent(NewBody::close);
                body = Optional.of(other);
            }
            case MessageEdit.Hold() -> context.verdict().handle(Handling::holding);
            case MessageEdit.ChangeSender _,
                    MessageEdit.AddRecipient _,
                    MessageEdit.RemoveRecipient _ ->
                    envelopeEdits.add(edit);
        }
        hasNewContent |= isOfContent(edit);
    }

    private static boolean isOfContent(MessageEdit edit) {
        return switch (edit) {
            case MessageEdit.InsertField _,
                    MessageEdit.AddField _,
                    MessageEdit.ChangeField _,
                    MessageEdit.RemoveField _,
                    MessageEdit.ReplaceBody _ ->
                    true;
            case MessageEdit.Hold _,
                    MessageEdit.ChangeSender _,
                    MessageEdit.AddRecipient _,
                    MessageEdit.RemoveRecipient _ ->
                    false;
        };
    }

    private Optional<byte[]> written(MessageField field) {
        byte[] lines = field.lines();
        return switch (context.checks().look(Kind.HEADER, context.maps(), lines)) {
            case Fate.Kept(), Fate.Preceded(_) -> Optional.of(lines);
            case Fate.Dropped() -> Optional.empty();
            case Fate.Replaced(var text) ->
                    Optional.of((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        };
    }

    /// Tells the log what happens to the message, in the words of Postfix's cleanup.
    ///
    /// @param where the moment, such as `END-OF-MESSAGE`
    public void note(String event, String where, String text) {
        context.log().accept(event + ": " + where + " " + context.peer().around(text));
    }

    /// Tells the log of trouble with a filter.
    public void warn(String text) {
        context.log().accept("warning: " + text);
    }

    /// Whether the fields that filters have written have decided already what becomes of it
    /// (`milter_header_checks`).
    public boolean isOver() {
        return context.verdict().refusal().isPresent() || context.verdict().isDiscarded();
    }

    /// Changes of sender and recipients.
    List<MessageEdit> envelopeEdits() {
        return envelopeEdits;
    }

    /// The draft with all changes of the content; the one there was where there are none.
    QueueDraft result() throws IOException {
        if (!hasNewContent) {
            return draft;
        }
        QueueDraft next = draft.successor();
        header.writeTo(next::write);
        if (header.isParted() || body.isPresent()) {
            next.write(LINE_END, 0, LINE_END.length);
        }
        byte[] piece = new byte[PIECE_OCTETS];
        try (InputStream in = body()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                next.write(piece, 0, n);
            }
        } catch (IOException e) {
            next.close();
            throw e;
        }
        return next;
    }

    @Override
    public void close() {
        body.ifPresent(NewBody::close);
    }
}
