// SPDX-License-Identifier: Apache-2.0
/// What the SMTP server remembers of strangers, within bounds, over a restart.
@NullMarked
package org.mailroom.smtp.memory;

import org.jspecify.annotations.NullMarked;
