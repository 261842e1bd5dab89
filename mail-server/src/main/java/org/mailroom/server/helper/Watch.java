// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.Job;

import java.io.IOException;
import java.io.InputStream;

/// Sees that who has asked for a job does not wait for its answer any more, and ends it.
///
/// @param in nothing comes here behind the input of the job, but the end
/// @param timed what that reads from
/// @param worker who does the job
record Watch(InputStream in, TimedInput timed, Thread worker) {

    /// The job, watched from the end of its input on.
    Job over(Job job) {
        return job.with(
                out -> {
                    job.input().writeTo(out);
                    timed.waitForEver();
                    Thread.ofPlatform().name("helper/watch").daemon().start(this::watch);
                });
    }

    private void watch() {
        try {
            var _ = in.read();
            worker.interrupt();
        } catch (IOException _) {
            // The connection was closed when the job was done
        }
    }
}
