// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import java.util.Optional;

/// What a text says about a failure, in the terms of a report: a reply of another server, told from
/// our own words by Postfix's phrase `host NAME[ADDRESS] said: REPLY (in reply to …)`.
record Diagnostic(String type, Optional<String> remoteHost, String text) {
    private static final String HOST = "host ";
    private static final String SAID = " said: ";
    private static final String IN_REPLY = " (in reply to ";

    static Diagnostic of(String text) {
        int said = text.indexOf(SAID);
        if (!text.startsWith(HOST) || said < 0) {
            return new Diagnostic("X-Mailroom", Optional.empty(), text);
        }
        String host = text.substring(HOST.length(), said);
        int bracket = host.indexOf('[');
        String name = bracket > 0 ? host.substring(0, bracket) : host;
        int end = text.indexOf(IN_REPLY, said);
        String reply = text.substring(said + SAID.length(), end < 0 ? text.length() : end);
        return new Diagnostic("smtp", Optional.of(name), reply);
    }
}
