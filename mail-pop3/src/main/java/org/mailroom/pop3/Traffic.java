// SPDX-License-Identifier: Apache-2.0
package org.mailroom.pop3;

/// What a session has sent, for its last line in the log. On the session's thread.
final class Traffic {
    private int tops;
    private long topOctets;
    private int retrieved;
    private long retrievedOctets;

    void sent(Reply.Message message, long octets) {
        if (message.bodyLines().isPresent()) {
            tops++;
            topOctets += octets;
        } else {
            retrieved++;
            retrievedOctets += octets;
        }
    }

    /// In Dovecot's form.
    String in(Maildrop drop) {
        return "top=%d/%d, retr=%d/%d, del=%d/%d, size=%d"
                .formatted(
                        tops,
                        topOctets,
                        retrieved,
                        retrievedOctets,
                        drop.expunged(),
                        drop.size(),
                        drop.octets());
    }
}
