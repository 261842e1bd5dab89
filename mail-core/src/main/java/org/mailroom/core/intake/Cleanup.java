// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.log.MailLog;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.route.Router;

import java.time.InstantSource;
import java.util.function.Supplier;

/// The door into the queue: adds the trace field, mends line ends, completes and drops header
/// fields, follows aliases. Each draft keeps the settings it began with. Safe for use by several
/// threads.
public final class Cleanup implements Intake {
    private final Queue queue;
    private final Router router;
    private final Supplier<CleanupSettings> settings;
    private final MailLog log;
    private final InstantSource clock;
    private final Inspection localMail;

    /// @param localMail looks at mail that did not come by SMTP
    public Cleanup(
            Queue queue,
            Router router,
            Supplier<CleanupSettings> settings,
            MailLog log,
            InstantSource clock,
            Inspection localMail) {
        this.queue = queue;
        this.router = router;
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.localMail = localMail;
    }

    @Override
    public Draft open(Envelope envelope, Submission submission, WayIn way) {
        var draft =
                new CleanupDraft(this, settings.get().of(way), queue.draft(), envelope, submission);
        // What is only asked about goes the way that mail goes behind the filter
        way.filter()
                .filter(_ -> envelope.purpose() != Envelope.Purpose.PROBE)
                .map(MessageOrder.Filter::new)
                .ifPresent(draft::obey);
        return draft;
    }

    @Override
    public Inspection localInspection() {
        return localMail;
    }

    Queue queue() {
        return queue;
    }

    Router router() {
        return router;
    }

    MailLog log() {
        return log;
    }

    InstantSource clock() {
        return clock;
    }
}
