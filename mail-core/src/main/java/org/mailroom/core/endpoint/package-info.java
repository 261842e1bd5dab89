// SPDX-License-Identifier: Apache-2.0
/// Servers beside this one, which it asks: where they are, and connections to them.
@NullMarked
package org.mailroom.core.endpoint;

import org.jspecify.annotations.NullMarked;
