// SPDX-License-Identifier: Apache-2.0
/// What addresses become in envelope and header (Postfix's ADDRESS_REWRITING_README).
@NullMarked
package org.mailroom.core.rewrite;

import org.jspecify.annotations.NullMarked;
