// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.program.SystemUser;

import java.time.Duration;
import java.util.Map;

/// A transport that gives mail to a program.
///
/// @param name of the transport
/// @param user whose rights the program has
/// @param environment that it gets
/// @param time that it has
public record PipeTransport(
        String name,
        PipeCommand command,
        SystemUser user,
        Map<String, String> environment,
        Duration time) {

    public PipeTransport {
        environment = Map.copyOf(environment);
    }

    boolean has(PipeFlag flag) {
        return command.flags().contains(flag);
    }

    /// Whether what the program reads names its recipient, so that it can have only one.
    boolean isForOneRecipient() {
        return has(PipeFlag.DELIVERED_TO) || has(PipeFlag.ORIGINAL_RECIPIENT);
    }
}
