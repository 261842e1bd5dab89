// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program to be run.
///
/// @param uid the user whose rights it has, and no others
/// @param gid his group
/// @param words the program and its arguments; no shell looks at them
/// @param environment all of it
/// @param directory where it runs; `/` where nothing is said
/// @param input what it reads
/// @param time after which it is killed, with all that it has started
public record Job(
        long uid,
        long gid,
        List<String> words,
        Map<String, String> environment,
        Optional<String> directory,
        Input input,
        Duration time) {

    /// What a program reads. May be written any number of times.
    @FunctionalInterface
    public interface Input {
        void writeTo(OutputStream out) throws IOException;
    }

    public Job {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
    }

    /// The same with something else to read.
    public Job with(Input other) {
        return new Job(uid, gid, words, environment, directory, other, time);
    }
}
