// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import java.util.Locale;

/// One parameter of MAIL or RCPT: `keyword=value`, or a keyword alone (RFC 5321 §4.1.2,
/// esmtp-param).
///
/// @param keyword as the client wrote it
/// @param value empty where there is none
record EsmtpParameter(String keyword, boolean hasValue, String value) {

    static EsmtpParameter of(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new EsmtpParameter(text, false, "")
                : new EsmtpParameter(text.substring(0, equals), true, text.substring(equals + 1));
    }

    /// The keyword as RFCs write it.
    String name() {
        return keyword.toUpperCase(Locale.ROOT);
    }
}
