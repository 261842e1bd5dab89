// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

/// Why one recipient, given by its position in the envelope, was not delivered to. `status` is the
/// enhanced code (RFC 3463).
public record Deferral(int recipient, String status, String text) {

    Deferral withTextUpTo(int characters) {
        return text.length() <= characters
                ? this
                : new Deferral(recipient, status, text.substring(0, characters));
    }
}
