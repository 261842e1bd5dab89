// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// How a client has introduced itself (RFC 5321 §4.1.1.1).
public sealed interface Greeting {
    record None() implements Greeting {}

    record Helo(String name) implements Greeting {}

    record Ehlo(String name) implements Greeting {}

    /// What the client calls itself; empty as long as it has not said.
    default String name() {
        return switch (this) {
            case None() -> "";
            case Helo(var name) -> name;
            case Ehlo(var name) -> name;
        };
    }

    /// The protocol, as the log names it.
    default String protocol() {
        return this instanceof Ehlo ? "ESMTP" : "SMTP";
    }
}
