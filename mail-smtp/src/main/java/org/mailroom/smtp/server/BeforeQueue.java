// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.client.ProxySession;

import java.util.Optional;

/// Hands what a client says of a message to the filter before the queue, where there is one. On the
/// session's thread.
final class BeforeQueue {
    private final SmtpSettings settings;
    private final SessionLog log;
    private Optional<ProxySession> session = Optional.empty();

    BeforeQueue(SmtpSettings settings, SessionLog log) {
        this.settings = settings;
        this.log = log;
    }

    boolean isOn() {
        return settings.proxyFilter().isPresent();
    }

    /// Tells the filter of a recipient, if it hears of a message at once; answers why it does not
    /// take him.
    Optional<Reply> recipient(Envelope envelope, Recipient recipient) {
        boolean tells = settings.proxyFilter().filter(ProxyFilter::hearsAtOnce).isPresent();
        return tells ? session().recipient(envelope, recipient) : Optional.empty();
    }

    private ProxySession session() {
        if (session.isEmpty()) {
            session = settings.proxyFilter().map(it -> it.session(log::warning));
        }
        return session.orElseThrow();
    }

    /// The way of the content of a message to the filter.
    ContentPath path(Envelope envelope) {
        ProxyFilter filter = settings.proxyFilter().orElseThrow();
        return new ProxiedContent(
                filter,
                session(),
                envelope,
                filter.contents().apply(envelope),
                settings.limits().messageOctets(),
                log);
    }

    /// The transaction is over, however it ended.
    void reset() {
        session.ifPresent(ProxySession::close);
        session = Optional.empty();
    }
}
