// SPDX-License-Identifier: Apache-2.0
/// What is told and searched of a message without its text, and the form in which that is kept.
@NullMarked
package org.mailroom.imap.summary;

import org.jspecify.annotations.NullMarked;
