// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What is done about a line feed alone, as in `smtpd_forbid_bare_newline`.
public enum BareNewline {
    NORMALIZE,
    REJECT,
    YES,
    NO,
    NOTE
}
