// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request;

import java.util.Optional;

/// The way into the queue.
record QueuedContent(Draft draft, Filtering filters, SessionLog log) implements ContentPath {

    @Override
    public QueueId id() {
        return draft.id();
    }

    @Override
    public String queueId() {
        return draft.id().text();
    }

    @Override
    public void obey(MessageOrder order) {
        draft.obey(order);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        draft.write(buffer, offset, length);
    }

    @Override
    public Optional<Reply> announce() {
        return Optional.empty();
    }

    @Override
    public Reply conclude(Request request) {
        return switch (draft.commit(filters.inspection())) {
            case Draft.Committed.Queued(var id) -> Reply.queued(id.text());
            case Draft.Committed.Refused(int code, var status, var lines) -> {
                var reply = new Reply(code, status, lines);
                if (!draft.refusalIsLogged()) {
                    log.refused(draft.id(), request, reply);
                }
                yield reply;
            }
        };
    }

    @Override
    public void close() {
        draft.close();
    }
}
