// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;

import java.util.List;

/// Where a service listens, and what says so.
///
/// @param by the name of the parameter, or of the service
/// @param place of that in `main.cf`
record Listening(String by, List<ListenAddress> addresses, String place) {
    Listening {
        addresses = List.copyOf(addresses);
    }

    static Listening of(MainCf main, Parameter<List<ListenAddress>> parameter) {
        return new Listening(parameter.name(), main.get(parameter), main.place(parameter));
    }
}
