// SPDX-License-Identifier: Apache-2.0
package org.mailroom.imap.command;

/// What a session has done, for its last line in the log. On the session's thread.
public final class Traffic {
    private long deleted;
    private long expunged;
    private long trashed;
    private long headers;
    private long headerOctets;
    private long bodies;
    private long bodyOctets;

    void deleted(long messages) {
        deleted += messages;
    }

    void expunged(long messages) {
        expunged += messages;
    }

    void trashed(long messages) {
        trashed += messages;
    }

    void header(long octets) {
        headers++;
        headerOctets += octets;
    }

    void body(long octets) {
        bodies++;
        bodyOctets += octets;
    }

    /// In Dovecot's form.
    @Override
    public String toString() {
        return "deleted=%d expunged=%d trashed=%d hdr_count=%d hdr_bytes=%d body_count=%d body_bytes=%d"
                .formatted(deleted, expunged, trashed, headers, headerOctets, bodies, bodyOctets);
    }
}
