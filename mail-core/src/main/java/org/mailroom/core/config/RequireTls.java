// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What becomes of mail whose sender requires TLS (RFC 8689), as in `smtp_requiretls_policy`.
public enum RequireTls {
    /// It goes only to servers that can be verified and offer REQUIRETLS.
    ENFORCE,
    /// It goes as other mail does, with the demand where that is understood.
    OPPORTUNISTIC,
    /// It goes as other mail does.
    DISABLE
}
