// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MilterParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.ServiceName;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Looks for Unix sockets of other programs that are not there: without them mail waits, or is
/// deferred. Such are those of the policy services that Postfix's master would spawn.
record SocketCheck(MainCf main, Consumer<String> warn) {
    private static final String RESTRICTION = "check_policy_service";
    private static final String UNIX = "unix:";

    /// @param lists those of restrictions
    void run(Collection<Parameter<List<String>>> lists) {
        lists.forEach(list -> each(list, this::policies));
        each(MilterParameters.SMTPD_MILTERS, this::milters);
        each(MilterParameters.NON_SMTPD_MILTERS, this::milters);
    }

    /// @param service `unix:path`, with more words behind it; else nothing is looked at
    /// @param advice what to do where nobody is there
    void look(String place, String service, String advice) {
        List<String> words = ListText.split(ListText.unbraced(service));
        String socket = words.isEmpty() ? "" : words.getFirst();
        if (!socket.startsWith(UNIX)) {
            return;
        }
        Path path =
                main.get(QueueParameters.QUEUE_DIRECTORY).resolve(socket.substring(UNIX.length()));
        if (Files.notExists(path)) {
            warn.accept("%s: nobody listens at %s: %s".formatted(place, path, advice));
        }
    }

    private void each(Parameter<List<String>> list, BiConsumer<List<String>, String> look) {
        look.accept(main.get(list), main.place(list));
        for (ServiceName service : main.servicesWith(list)) {
            look.accept(main.get(list, service), main.place(list, service));
        }
    }

    private void policies(List<String> words, String place) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals(RESTRICTION)) {
                look(
                        place,
                        words.get(i + 1),
                        "start the policy service there (Mailroom spawns none)");
            }
        }
    }

    private void milters(List<String> milters, String place) {
        milters.forEach(milter -> look(place, milter, "start the milter there"));
    }
}
