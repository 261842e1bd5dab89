// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.queue;

import org.mailroom.core.journal.JournalSettings;

import java.nio.file.Path;

/// What the queue takes from the configuration.
///
/// @param directory `queue_directory`
/// @param inlineLimit `queue_inline_limit`: larger messages get a file of their own
/// @param memoryLimit `queue_memory_limit`: octets of content in memory, of all messages together
/// @param minFree `queue_minfree`
/// @param messageSizeLimit `message_size_limit`; 0 is no limit
public record QueueSettings(
        Path directory,
        int inlineLimit,
        long memoryLimit,
        long minFree,
        long messageSizeLimit,
        JournalSettings journal) {

    public static final int DEFAULT_INLINE_LIMIT = 256 << 10;
    public static final long DEFAULT_MEMORY_LIMIT = 64L << 20;

    public static QueueSettings in(Path directory) {
        return new QueueSettings(
                directory,
                DEFAULT_INLINE_LIMIT,
                DEFAULT_MEMORY_LIMIT,
                0,
                10_240_000,
                JournalSettings.DEFAULT);
    }
}
