// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why mail is refused, as tables have it: a text that may begin with a status (RFC 3463).
public record ErrorText(String status, String text) {
    private static final Pattern FORM = Pattern.compile("([45]\\.\\d{1,3}\\.\\d{1,3})\\s+(.*)");

    public static ErrorText parse(String text, String otherwise) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? new ErrorText(form.group(1), form.group(2))
                : new ErrorText(otherwise, text);
    }
}
