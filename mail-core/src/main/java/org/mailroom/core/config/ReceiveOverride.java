// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What is not done with mail that comes one way, as in `receive_override_options`.
public enum ReceiveOverride {
    /// Recipients that there are not are let in.
    NO_UNKNOWN_RECIPIENT_CHECKS,
    /// No canonical tables, masquerade, virtual aliases and copies.
    NO_ADDRESS_MAPPINGS,
    /// No `header_checks` and `body_checks`.
    NO_HEADER_BODY_CHECKS,
    /// No milters.
    NO_MILTERS
}
