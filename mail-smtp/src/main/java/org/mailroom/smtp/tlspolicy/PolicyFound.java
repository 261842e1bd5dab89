// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

/// A policy, or why there is none: then mail waits.
public sealed interface PolicyFound {
    record Policy(TlsPolicy policy) implements PolicyFound {}

    record Fault(String reason) implements PolicyFound {}
}
