// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What a SASL mechanism can be asked to be, as in `smtp_sasl_security_options`.
public enum SaslOption {
    /// The password itself is not sent.
    NOPLAINTEXT,
    /// It withstands who sits between the two.
    NOACTIVE,
    /// It withstands who records it and tries words.
    NODICTIONARY,
    NOANONYMOUS,
    FORWARD_SECRECY,
    /// The server shows who it is as well.
    MUTUAL_AUTH
}
