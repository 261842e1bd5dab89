// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks for addresses to listen at that are not of this host, and for ports that two services
/// want.
record PortCheck(MainCf main, Consumer<String> faults) {
    private static final List<Parameter<List<ListenAddress>>> DOORS =
            List.of(
                    ListenParameters.SMTP_LISTEN,
                    ListenParameters.SUBMISSION_LISTEN,
                    ListenParameters.SUBMISSIONS_LISTEN,
                    ListenParameters.LMTP_LISTEN,
                    ListenParameters.IMAP_LISTEN,
                    ListenParameters.IMAPS_LISTEN,
                    ListenParameters.POP3_LISTEN,
                    ListenParameters.POP3S_LISTEN);

    void run() {
        var taken = new HashMap<SocketAddress, String>();
        Stream<Listening> doors =
                Stream.concat(
                        DOORS.stream().map(door -> Listening.of(main, door)),
                        SmtpForm.further(main).map(SmtpForm::listening));
        doors.forEach(door -> tryPorts(door, taken));
    }

    private void tryPorts(Listening door, Map<SocketAddress, String> taken) {
        try {
            ports(door, taken);
        } catch (ConfigException e) {
            faults.accept(e.getMessage());
        }
    }

    private void ports(Listening door, Map<SocketAddress, String> taken) {
        for (SocketAddress address : new ListenPlan(main).addresses(door)) {
            boolean anyPort = address instanceof InetSocketAddress in && in.getPort() == 0;
            String other = anyPort ? null : taken.put(address, door.by());
            if (other != null) {
                faults.accept(
                        "%s: %s is that of %s already"
                                .formatted(door.place(), name(address), other));
            }
        }
    }

    private static String name(SocketAddress address) {
        return address instanceof InetSocketAddress in
                ? "port " + in.getPort()
                : address.toString();
    }
}
