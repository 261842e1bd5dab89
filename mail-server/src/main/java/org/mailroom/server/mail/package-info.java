// SPDX-License-Identifier: Apache-2.0
/// What commands ask of the mail store: reports, import and export.
@NullMarked
package org.mailroom.server.mail;

import org.jspecify.annotations.NullMarked;
