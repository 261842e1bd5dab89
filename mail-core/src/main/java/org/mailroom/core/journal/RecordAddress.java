// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.journal;

/// Where a record lies: segment, offset in its file, octets of its payload.
public record RecordAddress(long segment, int offset, int octets) {}
