// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListText;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.QueueParameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Looks for policy services whose Unix socket is not there: such as those that Postfix's master
/// would spawn, without which each recipient is deferred.
record PolicySocketCheck(MainCf main, Consumer<String> warn) {
    private static final String RESTRICTION = "check_policy_service";
    private static final String UNIX = "unix:";

    void run(Collection<Parameter<List<String>>> lists) {
        lists.forEach(this::look);
    }

    private void look(Parameter<List<String>> list) {
        List<String> words = main.get(list);
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals(RESTRICTION)) {
                look(list, ListText.split(ListText.unbraced(words.get(i + 1))));
            }
        }
    }

    private void look(Parameter<List<String>> list, List<String> service) {
        String place = service.isEmpty() ? "" : service.getFirst();
        if (!place.startsWith(UNIX)) {
            return;
        }
        Path socket =
                main.get(QueueParameters.QUEUE_DIRECTORY).resolve(place.substring(UNIX.length()));
        if (Files.notExists(socket)) {
            warn.accept(
                    "%s: nobody listens at %s: start the policy service there (Mailroom spawns none)"
                            .formatted(main.place(list), socket));
        }
    }
}
