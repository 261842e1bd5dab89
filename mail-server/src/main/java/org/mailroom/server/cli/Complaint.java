// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.server.programs.QueueRefusalException;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/// Why a command could not do what it was told to, in sentences for a person.
record Complaint(List<String> sentences) {
    Complaint {
        sentences = List.copyOf(sentences);
    }

    /// What a person can mend is said in a line; a bug shows its stack in the log.
    static Complaint of(Exception e) {
        return switch (e) {
            case ConfigException c -> of(c);
            case CommandFailedException c -> of(String.valueOf(c.getMessage()));
            case QueueRefusalException c -> of(c.reason());
            case FileSystemException f -> of(f.getFile() + ": " + FileFault.reason(f));
            case IOException io -> of(FileFault.reason(io));
            case UncheckedIOException io -> of(FileFault.reason(io));
            default -> {
                LoggerFactory.getLogger(Complaint.class).error("unexpected", e);
                yield new Complaint(List.of());
            }
        };
    }

    private static Complaint of(ConfigException e) {
        var sentences = new ArrayList<String>();
        e.warnings().forEach(warning -> sentences.add("warning: " + warning));
        sentences.add(String.valueOf(e.getMessage()));
        return new Complaint(sentences);
    }

    private static Complaint of(String sentence) {
        return new Complaint(List.of(sentence));
    }

    void print(PrintWriter err) {
        sentences.stream().flatMap(String::lines).forEach(line -> err.println("mailroom: " + line));
        err.flush();
    }
}
