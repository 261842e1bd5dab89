// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The memory that processes take, each with its share of what it shares (PSS).
final class Memory {
    private Memory() {}

    static long mebibytes(long pid) throws IOException {
        return octets(pid) >> 20;
    }

    /// With all that it has started.
    static long mebibytesOfAll(ProcessHandle process) throws IOException {
        long octets = octets(process.pid());
        for (ProcessHandle child : process.descendants().toList()) {
            octets += octets(child.pid());
        }
        return octets >> 20;
    }

    private static long octets(long pid) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
