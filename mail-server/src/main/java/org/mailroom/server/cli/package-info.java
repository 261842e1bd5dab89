// SPDX-License-Identifier: Apache-2.0
/// The commands of `bin/mailroom`, and the traditional names it answers to.
@NullMarked
package org.mailroom.server.cli;

import org.jspecify.annotations.NullMarked;
