// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.table.Delimiters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;

/// What commands and files of local(8) take from the configuration.
///
/// @param users of the system, by name
/// @param nobody `default_privs`: whose rights are used where nobody's are named, and for root
/// @param isServer whether that is the number of the user of the server, whose rights nobody gets
///   either
/// @param environment that every program gets
/// @param harmless `command_expansion_filter`: the characters of the mail that commands see in
///   their environment
/// @param directory where commands run
/// @param shell the words before a command
/// @param fileSizeLimit `mailbox_size_limit`
public record LocalSettings(
        Function<String, Optional<SystemUser>> users,
        String nobody,
        LongPredicate isServer,
        Map<String, String> environment,
        String harmless,
        Directory directory,
        List<String> shell,
        Delimiters delimiters,
        Duration time,
        long fileSizeLimit) {

    /// `command_execution_directory`.
    ///
    /// @param harmless `execution_directory_expansion_filter`
    public record Directory(String template, String harmless) {}

    public LocalSettings {
        environment = Map.copyOf(environment);
        shell = List.copyOf(shell);
    }

    /// With whose rights it is done: never with those of root or of the server. Empty where there
    /// is no such user.
    ///
    /// @throws org.mailroom.core.table.TableFailedException when the system cannot be asked
    public Optional<SystemUser> userOf(Handover handover) {
        Optional<SystemUser> user = users.apply(nameOf(handover));
        return user.filter(this::isForbidden).isPresent()
                ? users.apply(nobody).filter(it -> !isForbidden(it))
                : user;
    }

    private boolean isForbidden(SystemUser user) {
        return user.isPrivileged() || isServer.test(user.uid());
    }

    String nameOf(Handover handover) {
        return handover.owner().isEmpty() ? nobody : handover.owner();
    }

    List<String> shellWords(String command) {
        var words = new ArrayList<>(shell);
        words.add(command);
        return words;
    }
}
