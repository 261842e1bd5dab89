// SPDX-License-Identifier: Apache-2.0
/// What postmasters are told of sessions in which something went wrong.
@NullMarked
package org.mailroom.smtp.notice;

import org.jspecify.annotations.NullMarked;
