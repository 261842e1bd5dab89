// SPDX-License-Identifier: Apache-2.0
/// Services that are asked what to do with a request (`check_policy_service`).
@NullMarked
package org.mailroom.smtp.policy;

import org.jspecify.annotations.NullMarked;
