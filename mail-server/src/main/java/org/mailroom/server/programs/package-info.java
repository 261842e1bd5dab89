// SPDX-License-Identifier: Apache-2.0
/// The programs of Postfix under their own names: `sendmail`, `mailq`, `postqueue` and others. They
/// start for each mail that a script sends, so they load as little as possible: no framework for
/// commands, and none for logs.
@NullMarked
package org.mailroom.server.programs;

import org.jspecify.annotations.NullMarked;
