// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

/// All messages with UIDs from `first` to `last`.
public record UidRange(long first, long last) {}
