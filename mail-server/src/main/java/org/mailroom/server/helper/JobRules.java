// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.Job;

import java.util.Optional;

/// As whom the helper runs programs: never root, nobody below a floor, never the server itself.
///
/// @param minimumUid the lowest user
/// @param server the user of the server, to whom the mail of all belongs
public record JobRules(long minimumUid, long server) {

    public JobRules {
        if (minimumUid < 1) {
            throw new IllegalArgumentException("programs never run as root");
        }
    }

    Optional<String> refusal(Job job) {
        if (job.uid() < minimumUid || job.uid() > Integer.MAX_VALUE) {
            return Optional.of("programs are not run as user " + job.uid());
        }
        if (job.uid() == server) {
            return Optional.of("programs are not run as the user of the server");
        }
        return job.gid() < 1 || job.gid() > Integer.MAX_VALUE
                ? Optional.of("programs are not run with group " + job.gid())
                : Optional.empty();
    }
}
