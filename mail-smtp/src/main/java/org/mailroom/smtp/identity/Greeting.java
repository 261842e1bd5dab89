// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

import org.mailroom.smtp.ProxyAttribute;
import org.mailroom.smtp.ProxyAttributes;

/// How a client has introduced itself (RFC 5321 §4.1.1.1).
public sealed interface Greeting {
    record None() implements Greeting {}

    record Helo(String name) implements Greeting {
        public Helo {
            name = harmless(name);
        }
    }

    record Ehlo(String name) implements Greeting {
        public Ehlo {
            name = harmless(name);
        }
    }

    /// LMTP (RFC 2033 §4.1).
    record Lhlo(String name) implements Greeting {
        public Lhlo {
            name = harmless(name);
        }
    }

    /// What a proxy says of it; none where it does not.
    static Greeting behind(ProxyAttributes proxy) {
        String name = proxy.text(ProxyAttribute.HELO, "", "");
        if (name.isEmpty()) {
            return new None();
        }
        String protocol = proxy.text(ProxyAttribute.PROTO, "SMTP", "SMTP");
        return protocol.equalsIgnoreCase("ESMTP") ? new Ehlo(name) : new Helo(name);
    }

    /// A name without the characters that mean something elsewhere: in the trace field, in the log,
    /// in an address. Postfix's `neuter` has the same.
    static String harmless(String name) {
        var safe = new StringBuilder(name.length());
        name.chars().forEach(c -> safe.append(" <>()\\\";@".indexOf(c) >= 0 ? '?' : (char) c));
        return safe.toString();
    }

    /// What the client calls itself; empty as long as it has not said.
    default String name() {
        return switch (this) {
            case None() -> "";
            case Helo(var name) -> name;
            case Ehlo(var name) -> name;
            case Lhlo(var name) -> name;
        };
    }

    /// Whether the client has been told of extensions (RFC 5321 §2.2.1).
    default boolean isExtended() {
        return switch (this) {
            case None(), Helo(var _) -> false;
            case Ehlo(var _), Lhlo(var _) -> true;
        };
    }

    /// The command by which it has done so; empty as long as it has not.
    default String verb() {
        return switch (this) {
            case None() -> "";
            case Helo(var _) -> "HELO";
            case Ehlo(var _) -> "EHLO";
            case Lhlo(var _) -> "LHLO";
        };
    }

    /// The protocol, as the log names it.
    default String protocol() {
        return switch (this) {
            case None(), Helo(var _) -> "SMTP";
            case Ehlo(var _) -> "ESMTP";
            case Lhlo(var _) -> "LMTP";
        };
    }
}
