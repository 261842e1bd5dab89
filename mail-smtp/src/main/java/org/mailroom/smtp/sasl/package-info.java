// SPDX-License-Identifier: Apache-2.0
/// How this server logs in at others: passwords, mechanisms, and which of them may be used.
@NullMarked
package org.mailroom.smtp.sasl;

import org.jspecify.annotations.NullMarked;
