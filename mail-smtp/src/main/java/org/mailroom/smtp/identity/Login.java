// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.identity;

/// Who has logged in, and by which SASL mechanism.
public record Login(String user, String mechanism) {}
