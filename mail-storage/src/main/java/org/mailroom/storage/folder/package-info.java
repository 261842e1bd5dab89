// SPDX-License-Identifier: Apache-2.0
/// The folders of an account on the disk: names, tree, subscriptions, special uses, metadata.
@NullMarked
package org.mailroom.storage.folder;

import org.jspecify.annotations.NullMarked;
