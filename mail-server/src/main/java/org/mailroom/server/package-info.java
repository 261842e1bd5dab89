// SPDX-License-Identifier: Apache-2.0
/// The running server: assembly of all parts, start, reload and stop.
@NullMarked
package org.mailroom.server;

import org.jspecify.annotations.NullMarked;
