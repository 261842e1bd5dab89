// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.address;

/// The sender of an envelope: an address, or the null path `<>` of a notification (RFC 5321
/// §4.5.5).
public sealed interface ReversePath {

    ReversePath NULL = new Null();

    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "";
        }
    }

    record Sender(Address address) implements ReversePath {
        @Override
        public String toString() {
            return address.toString();
        }
    }
}
