// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.message.MessageContent;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/// The deliveries that a stop may cut off: their threads are interrupted while they talk to another
/// server, and at no other time, as an interrupt closes the file that is read just then. Safe for
/// use by several threads.
final class CutOff {
    @GuardedBy("this")
    private final Set<Thread> talking = new HashSet<>();

    @GuardedBy("this")
    private boolean announced;

    @GuardedBy("this")
    private boolean begun;

    /// Something that deliveries need may be gone from now on, such as the DNS.
    synchronized void announce() {
        announced = true;
    }

    synchronized void begin() {
        announced = true;
        begun = true;
        talking.forEach(Thread::interrupt);
    }

    /// Whether a delivery that has failed for now may have been cut off.
    synchronized boolean isAnnounced() {
        return announced;
    }

    <T> T interruptibly(Supplier<T> talk) {
        enter();
        try {
            return talk.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        talking.add(Thread.currentThread());
        if (begun) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void leave() {
        talking.remove(Thread.currentThread());
        var _ = Thread.interrupted();
    }

    /// The content as it is opened within `interruptibly`.
    MessageContent shielded(MessageContent content) {
        return new Shielded(content);
    }

    private final class Shielded implements MessageContent {
        private final MessageContent content;

        Shielded(MessageContent content) {
            this.content = content;
        }

        @Override
        public long octets() {
            return content.octets();
        }

        @Override
        public InputStream open() throws IOException {
            leave();
            try {
                return content.open();
            } finally {
                enter();
            }
        }
    }
}
