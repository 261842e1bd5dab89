// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

/// Whether it matters what DNSSEC proves (`smtp_dns_support_level`).
public enum Proofs {
    ASKED,
    UNASKED
}
