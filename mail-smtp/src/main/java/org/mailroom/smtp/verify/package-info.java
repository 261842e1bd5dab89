// SPDX-License-Identifier: Apache-2.0
/// Addresses that are verified by asking the servers they are at (`reject_unverified_recipient`).
@NullMarked
package org.mailroom.smtp.verify;

import org.jspecify.annotations.NullMarked;
