// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

/// What is known of an address.
public sealed interface Standing {
    Standing DELIVERABLE = new Deliverable();

    record Deliverable() implements Standing {}

    /// Mail to it would be returned.
    record Undeliverable(String status, String text) implements Standing {}

    /// Nobody could tell so far.
    record Unsure(String text) implements Standing {}
}
