// SPDX-License-Identifier: Apache-2.0
/// The control socket through which commands talk to a running server.
@NullMarked
package org.mailroom.server.control;

import org.jspecify.annotations.NullMarked;
