// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// How good a cipher has to be, as in `smtpd_tls_ciphers`. There are none below `MEDIUM`.
public enum CipherGrade {
    /// With forward secrecy, and never broken (RFC 9325 §4.2).
    HIGH,
    /// Those too that old software needs.
    MEDIUM,
    LOW,
    EXPORT,
    NULL
}
