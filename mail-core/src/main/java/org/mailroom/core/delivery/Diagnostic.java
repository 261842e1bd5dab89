// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.Optional;

/// What a text says about a delivery, in the terms of a report: a reply of another server, told
/// from our own words by Postfix's phrases `host NAME[ADDRESS] said: REPLY (in reply to …)` and
/// `delivery via NAME[ADDRESS]:PORT: REPLY`.
record Diagnostic(String type, Optional<String> remoteHost, String text) {
    /// Before who has taken a message, and his reply.
    static final String VIA = "delivery via ";

    private static final String HOST = "host ";
    private static final String SAID = " said: ";
    private static final String IN_REPLY = " (in reply to ";
    private static final String AFTER_SERVER = ": ";

    static Diagnostic of(String text) {
        int said = text.indexOf(SAID);
        int server = text.indexOf(AFTER_SERVER);
        if (text.startsWith(HOST) && said > 0) {
            int end = text.indexOf(IN_REPLY, said);
            String reply = text.substring(said + SAID.length(), end < 0 ? text.length() : end);
            return ofServer(text.substring(HOST.length(), said), reply);
        }
        if (text.startsWith(VIA) && server > 0) {
            String reply = text.substring(server + AFTER_SERVER.length());
            return ofServer(text.substring(VIA.length(), server), reply);
        }
        return new Diagnostic("X-Mailroom", Optional.empty(), text);
    }

    private static Diagnostic ofServer(String host, String reply) {
        int bracket = host.indexOf('[');
        String name = bracket > 0 ? host.substring(0, bracket) : host;
        return new Diagnostic("smtp", Optional.of(name), reply);
    }
}
