// SPDX-License-Identifier: Apache-2.0
/// The mail log and its line format.
@NullMarked
package org.mailroom.core.log;

import org.jspecify.annotations.NullMarked;
