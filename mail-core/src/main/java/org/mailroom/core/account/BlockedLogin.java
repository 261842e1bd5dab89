// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.time.Instant;

/// An address or an account that is blocked.
public record BlockedLogin(String who, int failures, Instant until) {}
