// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Tells clients that came to the wrong door by their first line: what is said to them as mail
/// could be somebody's attempt to make a browser talk to us (ALPACA, CVE-2021-3618).
public final class OtherProtocol {
    // RFC 4253 §4.2; RFC 9112 §3
    private static final Pattern LINE =
            Pattern.compile("SSH-.*|[A-Z]+ [^ ]+ HTTP/[0-9.]+", Pattern.DOTALL);
    private static final int LONGEST_LOOK = 4096;

    private OtherProtocol() {}

    /// Whether the line begins SSH, or is a request of HTTP.
    public static boolean isSpokenIn(byte[] line) {
        return line.length <= LONGEST_LOOK
                && LINE.matcher(new String(line, StandardCharsets.ISO_8859_1)).matches();
    }
}
