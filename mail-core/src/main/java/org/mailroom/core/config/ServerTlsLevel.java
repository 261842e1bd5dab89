// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Who must use TLS, as in `smtpd_tls_security_level`.
public enum ServerTlsLevel {
    NONE,
    MAY,
    ENCRYPT
}
