// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.session;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What the server announces (RFC 3501 §7.2.1).
final class Capabilities {
    private static final String ALWAYS = "IMAP4rev1 SASL-IR LITERAL+ ENABLE ID IDLE";
    private static final String AFTER_LOGIN =
            " NAMESPACE CHILDREN SPECIAL-USE LIST-EXTENDED LIST-STATUS STATUS=SIZE UIDPLUS MOVE"
                    + " UNSELECT CONDSTORE ESEARCH PREVIEW";

    /// Whether TLS can be started now.
    enum StartTls {
        OFFERED,
        NOT_OFFERED
    }

    private Capabilities() {}

    /// @param mechanisms of SASL; none where no password may cross the wire now
    static String beforeLogin(List<String> mechanisms, StartTls startTls) {
        String tls = startTls == StartTls.OFFERED ? " STARTTLS" : "";
        // RFC 3501 §6.2.3: LOGINDISABLED where LOGIN will not be accepted
        String login =
                mechanisms.isEmpty()
                        ? " LOGINDISABLED"
                        : mechanisms.stream()
                                .map(mechanism -> " AUTH=" + mechanism)
                                .collect(Collectors.joining());
        return ALWAYS + tls + login;
    }

    // RFC 7889 §3: without a number it would say that each mailbox has a limit of its own
    static String afterLogin(OptionalLong appendLimitOctets) {
        return appendLimitOctets.isPresent()
                ? ALWAYS + AFTER_LOGIN + " APPENDLIMIT=" + appendLimitOctets.getAsLong()
                : ALWAYS + AFTER_LOGIN;
    }
}
