// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A directory where the input of each program lies until that has opened it. Safe for use by
/// several threads.
record Scratch(Path folder) {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);
    private static final String PREFIX = "program";

    /// Removes what those who were ended in the middle have left.
    void clear() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*")) {
            left.forEach(it -> new Place(it).close());
        } catch (IOException e) {
            LOG.warn("{} cannot be cleared: {}", folder, e.toString());
        }
    }

    /// A place for one program, of which nobody else knows.
    Place place() throws IOException {
        Files.createDirectories(folder);
        return new Place(Files.createTempDirectory(folder, PREFIX));
    }

    /// What one program reads, and where it writes to.
    record Place(Path own) implements AutoCloseable {

        Path input() {
            return own.resolve("input");
        }

        Path output() {
            return own.resolve("output");
        }

        /// Removes the names; who has opened what they stand for keeps it. May be done again.
        @Override
        public void close() {
            try {
                Files.deleteIfExists(input());
                Files.deleteIfExists(output());
                Files.deleteIfExists(own);
            } catch (IOException e) {
                LOG.warn("{} cannot be removed: {}", own, e.toString());
            }
        }
    }
}
