// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.Job;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// As whom the helper runs programs: never root, nobody below a floor, never the server itself, and
/// with no group that the user is not in: whoever has taken over the server gains no more.
///
/// @param groups which groups a user is in
/// @param minimumUid the lowest user
/// @param server the user of the server, to whom the mail of all belongs
public record JobRules(long minimumUid, long server, Groups groups) {

    /// Tells which groups a user is in; none where nobody has that number.
    @FunctionalInterface
    public interface Groups {
        Set<Long> of(long uid) throws IOException;
    }

    public JobRules {
        if (minimumUid < 1) {
            throw new IllegalArgumentException("programs never run as root");
        }
    }

    Optional<String> refusal(Job job) throws IOException {
        if (job.uid() < minimumUid || job.uid() > Integer.MAX_VALUE) {
            return Optional.of("programs are not run as user " + job.uid());
        }
        if (job.uid() == server) {
            return Optional.of("programs are not run as the user of the server");
        }
        return job.gid() < 1 || !groups.of(job.uid()).contains(job.gid())
                ? Optional.of(
                        "programs of user %d are not run with group %d"
                                .formatted(job.uid(), job.gid()))
                : Optional.empty();
    }
}
