// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The name with which a line begins a field of a header.
final class FieldName {
    private FieldName() {}

    /// In lower case; empty where the line begins no field (RFC 5322 §2.2). White space before the
    /// colon is let pass (RFC 5322 §4.5.8).
    ///
    /// @param limit how many octets of the line are looked at, the colon included
    static String of(byte[] line, int limit) {
        int at = 0;
        while (at < limit && line[at] > ' ' && line[at] != ':' && line[at] != 127) {
            at++;
        }
        int end = at;
        while (at < limit && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return end > 0 && at < limit && line[at] == ':'
                ? new String(line, 0, end, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT)
                : "";
    }
}
