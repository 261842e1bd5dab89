// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.pipe.PipeTransport;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.table.Tables;

import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Consumer;

/// Looks whether there is the helper, where programs are to run, or files to be written, as other
/// users than the server.
///
/// @param rights of the user that the server runs as
record HelperCheck(MainCf main, Tables tables, Rights rights, Consumer<String> faults) {
    /// As whom nobody runs.
    private static final long ANYBODY = -1;

    void run(Collection<PipeTransport> pipes) {
        Path socket = main.get(ProgramParameters.HELPER_SOCKET);
        long server = uid();
        boolean all = OwnersPrograms.canRunAs(ANYBODY, server, main);
        if (!all && !main.get(ProgramParameters.MAILBOX_COMMAND).isEmpty()) {
            needsHelper(ProgramParameters.MAILBOX_COMMAND, socket);
        }
        if (!all && !main.get(ProgramParameters.MAILBOX_COMMAND_MAPS).isEmpty()) {
            needsHelper(ProgramParameters.MAILBOX_COMMAND_MAPS, socket);
        }
        if (!all && !main.get(MailboxParameters.HOME_MAILBOX).isEmpty()) {
            needsHelper(MailboxParameters.HOME_MAILBOX, socket);
        }
        pipes.stream()
                .filter(it -> !OwnersPrograms.canRunAs(it.user().uid(), server, main))
                .forEach(
                        transport ->
                                faults.accept(
                                        """
                                        transport %s runs programs as user %s, and there is no helper at %s: \
                                        systemctl enable --now mailroom-helper.socket\
                                        """
                                                .formatted(
                                                        transport.name(),
                                                        transport.user().name(),
                                                        socket)));
    }

    private void needsHelper(Parameter<?> commands, Path socket) {
        fault(
                commands,
                "it is done as each user, and there is no helper at %s: systemctl enable --now mailroom-helper.socket"
                        .formatted(socket));
    }

    private long uid() {
        return SystemUser.named(rights.user(), tables.open("unix:passwd.byname"))
                .map(SystemUser::uid)
                .orElseGet(SystemUser::uidOfThisProcess);
    }

    private void fault(Parameter<?> parameter, String what) {
        faults.accept(main.place(parameter) + ": " + what);
    }
}
