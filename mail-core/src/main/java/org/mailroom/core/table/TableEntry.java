// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// An entry as it is written in a table, for who looks for faults.
///
/// @param place its file and line; empty where it stands in the configuration itself
/// @param key empty where the table has patterns
/// @param value in the table of patterns with its `$1`
public record TableEntry(String place, String key, String value) {}
