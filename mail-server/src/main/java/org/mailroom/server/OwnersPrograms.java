// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.program.Ended;
import org.mailroom.core.program.Job;
import org.mailroom.core.program.ProcessRunner;
import org.mailroom.core.program.ProcessRunner.Identity;
import org.mailroom.core.program.ProgramRunner;
import org.mailroom.core.program.SystemUser;

import java.nio.file.Files;
import java.nio.file.Path;

/// Runs programs as the users that they are run for: here, where the server is that user, or root;
/// else by the helper.
final class OwnersPrograms implements ProgramRunner {
    private static final long OWN = SystemUser.uidOfThisProcess();

    private final ProgramRunner here;
    private final ProgramRunner helper;

    /// @param scratch a directory that nobody else can read
    OwnersPrograms(Path scratch, ProgramRunner helper) {
        this.helper = helper;
        here =
                new ProcessRunner(
                        scratch,
                        OWN == SystemUser.ROOT ? Identity.OF_THE_USER : Identity.OF_THIS_PROCESS);
    }

    @Override
    public Ended run(Job job) {
        if (job.uid() == SystemUser.ROOT || job.gid() == SystemUser.ROOT) {
            return new Ended.NotRun("programs never run with the rights of root");
        }
        return mayBe(job.uid(), OWN) ? here.run(job) : helper.run(job);
    }

    private static boolean mayBe(long user, long server) {
        return server == user || server == SystemUser.ROOT;
    }

    /// Whether there is a way to run programs as that user.
    static boolean canRunAs(SystemUser user, MainCf main) {
        return canRunAs(user.uid(), OWN, main);
    }

    /// The same for a server that runs as another user than this process.
    static boolean canRunAs(long user, long server, MainCf main) {
        return mayBe(user, server) || Files.exists(main.get(ProgramParameters.HELPER_SOCKET));
    }
}
