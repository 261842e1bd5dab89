// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import java.util.Map;

/// What stands before the number in a line of the log, for each process.
///
/// @param syslogName `syslog_name`
/// @param own the whole of it, for processes that have a name of their own
public record LogTags(String syslogName, Map<String, String> own) {
    public LogTags {
        own = Map.copyOf(own);
    }

    /// One name for all.
    public static LogTags of(String syslogName) {
        return new LogTags(syslogName, Map.of());
    }

    String tag(String process) {
        return own.getOrDefault(process, syslogName + "/" + process);
    }
}
