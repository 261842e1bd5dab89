// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Counts the messages that come into files from now on, by a line that each of them has.
final class Arrivals {
    private final Path place;
    private final byte[] mark;
    private final int leastOctets;
    private final long messagesBefore;
    private final long octetsBefore;

    private Arrivals(Path place, String mark, int leastOctets) throws IOException {
        this.place = place;
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
        this.leastOctets = leastOctets;
        this.messagesBefore = messages();
        this.octetsBefore = octets();
    }

    /// Into the mailboxes of a folder.
    static Arrivals into(Path spool, int octets) throws IOException {
        return new Arrivals(spool, "\nSubject: load\n", octets);
    }

    /// At other servers, as a mail log tells.
    static Arrivals sent(Path log) throws IOException {
        return new Arrivals(log, " status=sent ", 100);
    }

    /// Waits until so many have come. Counting costs time, so it begins when most must be there.
    void await(long count) throws IOException, InterruptedException {
        while (octets() < octetsBefore + count * leastOctets
                || messages() < messagesBefore + count) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private long messages() throws IOException {
        long messages = 0;
        for (File file : files(place.toFile())) {
            messages += messagesIn(file.toPath());
        }
        return messages;
    }

    private long octets() {
        return files(place.toFile()).stream().mapToLong(File::length).sum();
    }

    // Lock files come and go while we look
    private static List<File> files(File place) {
        if (place.isFile()) {
            return List.of(place);
        }
        var files = new ArrayList<File>();
        File[] there = place.listFiles();
        for (File file : there == null ? new File[0] : there) {
            if (!file.getName().contains(".lock")) {
                files.addAll(files(file));
            }
        }
        return files;
    }

    private long messagesIn(Path file) throws IOException {
        long found = 0;
        int matched = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    matched = buffer[i] == mark[matched] ? matched + 1 : start(buffer[i]);
                    if (matched == mark.length) {
                        found++;
                        matched = start(buffer[i]);
                    }
                }
            }
        }
        return found;
    }

    private int start(byte octet) {
        return octet == mark[0] ? 1 : 0;
    }
}
