// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.queue.Recipient;

import java.util.List;

/// The lines that a delivery puts before a message, without their ends, as local(8), virtual(8) and
/// pipe(8) do.
///
/// @param sender the return path, empty for a notification
/// @param original the recipient as the sender wrote it
/// @param recipient the address that is delivered to
public record TraceLines(String sender, String original, String recipient) {
    static final String DELIVERED_TO = "Delivered-To";

    public static TraceLines of(Consignment consignment, Recipient recipient) {
        return of(consignment, recipient, recipient.address().toString());
    }

    /// The same for a mailbox of another address.
    public static TraceLines of(Consignment consignment, Recipient recipient, String address) {
        return new TraceLines(
                consignment.envelope().sender().toString(),
                recipient.original().toString(),
                address);
    }

    /// RFC 5321 §4.4: the last server on the way notes the return path.
    public String returnPath() {
        return "Return-Path: <" + sender + ">";
    }

    public String originalTo() {
        return "X-Original-To: " + original;
    }

    public String deliveredTo() {
        return deliveredTo(recipient);
    }

    static String deliveredTo(String address) {
        return DELIVERED_TO + ": " + address;
    }

    public List<String> all() {
        return List.of(returnPath(), originalTo(), deliveredTo());
    }
}
