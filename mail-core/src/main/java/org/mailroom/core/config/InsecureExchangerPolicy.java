// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What TLSA records are good for where the MX record that names the server is not proven, as in
/// `smtp_tls_dane_insecure_mx_policy`.
public enum InsecureExchangerPolicy {
    /// Nothing.
    MAY,
    /// There has to be TLS.
    ENCRYPT,
    /// There has to be TLS, with one of the certificates that they name.
    DANE
}
