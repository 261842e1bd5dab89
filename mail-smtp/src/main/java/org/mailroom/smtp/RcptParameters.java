// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.mailroom.core.queue.Notify;

import java.util.Optional;

/// What a client said behind a recipient's address (RFC 3461 §4). `orcpt` is decoded.
public record RcptParameters(Notify notices, Optional<String> orcpt) {
    public static final RcptParameters NONE = new RcptParameters(Notify.UNSAID, Optional.empty());

    /// Whether notifications were spoken of.
    public boolean asksForNotices() {
        return !equals(NONE);
    }

    public String firstKeyword() {
        return orcpt.isPresent() ? "ORCPT" : "NOTIFY";
    }
}
