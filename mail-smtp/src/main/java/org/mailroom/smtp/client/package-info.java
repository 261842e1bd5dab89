// SPDX-License-Identifier: Apache-2.0
/// The SMTP client that sends mail to other servers.
@NullMarked
package org.mailroom.smtp.client;

import org.jspecify.annotations.NullMarked;
