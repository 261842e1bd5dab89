// SPDX-License-Identifier: Apache-2.0
/// The words of messages in an index of Lucene, so that text is found without a look at each
/// message.
@NullMarked
package org.mailroom.storage.search;

import org.jspecify.annotations.NullMarked;
