// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import java.time.Duration;

/// How a session waits on purpose. Only the session's own thread waits, and it holds nothing.
@FunctionalInterface
public interface Pause {

    void pause(Duration time);

    /// Waits as long as asked.
    static Pause real() {
        return time -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
