// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.log.MailLog;

/// The lines of the mail log that tell of the server itself, as Postfix's master writes them.
///
/// @param log where they go
/// @param pid the number in their brackets: here that of the process
record ServiceLog(MailLog log, long pid) {

    static ServiceLog of(MailLog log) {
        return new ServiceLog(log, ProcessHandle.current().pid());
    }

    void starting() {
        script("starting the Mailroom mail system");
    }

    void started(MainCf main) {
        master("daemon started -- " + what(main));
    }

    void reloading() {
        script("refreshing the Mailroom mail system");
    }

    void reloaded(MainCf main) {
        master("reload -- " + what(main));
    }

    /// The reason may have several lines, each a fault.
    void notReloaded(String reason) {
        reason.lines().forEach(this::error);
        master("warning: not reloaded, the old configuration stays");
    }

    void fatal(String reason) {
        reason.lines().forEach(line -> master("fatal: " + line));
    }

    void error(String text) {
        master("error: " + text);
    }

    void warning(String text) {
        master("warning: " + text);
    }

    void note(String text) {
        master(text);
    }

    /// A warning of what that daemon of Postfix would say.
    void warning(String daemon, String text) {
        log.postfix(daemon, pid, "warning: " + text);
    }

    /// `cause` is such as `terminating on signal 15`.
    void stopping(String cause) {
        master(cause);
    }

    private void script(String text) {
        log.postfix("postfix-script", pid, text);
    }

    private void master(String text) {
        log.postfix("master", pid, text);
    }

    private static String what(MainCf main) {
        return "version %s, configuration %s"
                .formatted(Mailroom.version(), main.get(PathParameters.CONFIG_DIRECTORY));
    }
}
