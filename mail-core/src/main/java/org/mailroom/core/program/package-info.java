// SPDX-License-Identifier: Apache-2.0
/// Programs of others that mail is given to: run as a user of the system, and held in bounds.
@NullMarked
package org.mailroom.core.program;

import org.jspecify.annotations.NullMarked;
