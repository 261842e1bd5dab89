// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What serves a transport that leads to a next hop, as the command column of Postfix's `master.cf`
/// names it.
public enum Daemon {
    SMTP,
    LMTP,
    PIPE;

    /// Those of the transports that need not be declared.
    public static final Map<String, Daemon> BUILT_IN =
            Map.of("smtp", SMTP, "relay", SMTP, "lmtp", LMTP);

    public static Optional<Daemon> named(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// How a transport that it serves is named in the log: `smtp`, `slow/smtp`.
    public String process(String transport) {
        return transport.equals(word()) ? transport : transport + "/" + word();
    }
}
