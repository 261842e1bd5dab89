// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Whether mail is sent under TLS, as in `smtp_tls_security_level`.
public enum ClientTlsLevel {
    NONE,
    MAY,
    ENCRYPT,
    DANE
}
