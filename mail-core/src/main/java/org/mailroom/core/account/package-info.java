// SPDX-License-Identifier: Apache-2.0
/// Users, their passwords, and how they log in.
@NullMarked
package org.mailroom.core.account;

import org.jspecify.annotations.NullMarked;
