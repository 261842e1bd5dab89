// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.Job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// As whom the helper runs programs: never root, nobody below a floor, never the server itself, and
/// with no group but the user's own and those named that he is in: the group of the disks, or of a
/// daemon that does all for its group, is as good as root. Whoever has taken over the server can be
/// each user that is left.
///
/// @param minimumUid the lowest user
/// @param server the user of the server, to whom the mail of all belongs
/// @param others the groups that are no user's own but may be asked for
/// @param groups which groups a user is in
public record JobRules(long minimumUid, long server, Set<Long> others, Groups groups) {

    /// Tells which groups a user is in, his own first; none where nobody has that number.
    @FunctionalInterface
    public interface Groups {
        List<Long> of(long uid) throws IOException;
    }

    public JobRules {
        others = Set.copyOf(others);
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
        return job.gid() > 0 && mayHave(groups.of(job.uid()), job.gid())
                ? Optional.empty()
                : Optional.of(
                        "programs of user %d are not run with group %d"
                                .formatted(job.uid(), job.gid()));
    }

    private boolean mayHave(List<Long> his, long group) {
        return his.contains(group) && (his.getFirst() == group || others.contains(group));
    }
}
