// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.intake.MessageOrder;
import org.mailroom.core.intake.PassingContent;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.client.ProxySession;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/// The way to the filter before the queue (`smtpd_proxy_filter`), which has the last word.
final class ProxiedContent implements ContentPath {
    private static final QueueId NONE = new QueueId("NOQUEUE");

    private final ProxyFilter filter;
    private final ProxySession session;
    private final Envelope envelope;
    private final PassingContent content;
    private final long maxOctets;
    private final SessionLog log;
    private long octets;

    /// @param maxOctets `message_size_limit`; 0 is no limit
    ProxiedContent(
            ProxyFilter filter,
            ProxySession session,
            Envelope envelope,
            PassingContent content,
            long maxOctets,
            SessionLog log) {
        this.filter = filter;
        this.session = session;
        this.envelope = envelope;
        this.content = content;
        this.maxOctets = maxOctets;
        this.log = log;
    }

    @Override
    public QueueId id() {
        return NONE;
    }

    @Override
    public String queueId() {
        return "";
    }

    @Override
    public void obey(MessageOrder order) {
        if (order instanceof MessageOrder.Prepend(var field)) {
            content.prepend(field);
        } else {
            log.warning(
                    "with smtpd_proxy_filter specified, action %s is unavailable"
                            .formatted(order.getClass().getSimpleName().toUpperCase(Locale.ROOT)));
        }
    }

    // Octets past the limit are counted, not kept
    @Override
    public void write(byte[] buffer, int offset, int length) {
        octets += length;
        if (!isTooBig()) {
            content.write(buffer, offset, length);
        }
    }

    private boolean isTooBig() {
        return maxOctets > 0 && octets > maxOctets;
    }

    @Override
    public Optional<Reply> announce() {
        return filter.hearsAtOnce() ? session.data() : Optional.empty();
    }

    @Override
    public Reply conclude(Request request) {
        if (isTooBig()) {
            log.refused(NONE, request, Reply.TOO_BIG);
            return Reply.TOO_BIG;
        }
        Reply reply = handedOver();
        log.remark(reply.isRefusal() ? "proxy-reject" : "proxy-accept", request, reply.toString());
        return reply;
    }

    private Reply handedOver() {
        try {
            Optional<Reply> refusal = filter.hearsAtOnce() ? Optional.empty() : introduced();
            return refusal.isPresent() ? refusal.get() : session.content(content.whole());
        } catch (IOException e) {
            log.warning("cannot keep a message for the proxy filter: " + e.getMessage());
            return Reply.FILTER_AWAY;
        }
    }

    /// All that the client has said before the content.
    private Optional<Reply> introduced() {
        for (Recipient recipient : envelope.recipients()) {
            Optional<Reply> refusal = session.recipient(envelope, recipient);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return session.data();
    }

    @Override
    public void close() {
        content.close();
    }
}
