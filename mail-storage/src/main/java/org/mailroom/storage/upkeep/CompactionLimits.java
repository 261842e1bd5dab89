// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.upkeep;

/// How much of a file expunged messages may take before their room is given back.
///
/// @param percent of the file
/// @param octets whatever the size of the file
public record CompactionLimits(int percent, long octets) {
    public static final CompactionLimits DEFAULT = new CompactionLimits(25, 64 << 20);
}
