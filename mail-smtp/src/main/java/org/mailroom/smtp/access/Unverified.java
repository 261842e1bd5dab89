// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// What main.cf says of addresses that could not be verified.
///
/// @param reason what is told in the place of what a server has said; empty for that
/// @param unsure what becomes of an address that nobody could tell of
public record Unverified(String reason, Tempfail unsure) {
    /// Postfix's defaults.
    public static final Unverified DEFAULT = new Unverified("", Tempfail.DEFER_IF_PERMIT);
}
