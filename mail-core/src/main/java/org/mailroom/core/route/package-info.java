// SPDX-License-Identifier: Apache-2.0
/// Where a recipient is delivered: aliases, domain classes and transports.
@NullMarked
package org.mailroom.core.route;

import org.jspecify.annotations.NullMarked;
