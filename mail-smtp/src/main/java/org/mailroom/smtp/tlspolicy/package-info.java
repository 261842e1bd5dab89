// SPDX-License-Identifier: Apache-2.0
/// How a connection to another server is to be protected, and whether its certificate is the right
/// one.
@NullMarked
package org.mailroom.smtp.tlspolicy;

import org.jspecify.annotations.NullMarked;
