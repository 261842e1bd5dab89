// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.core.message.MessageContent;
import org.mailroom.storage.NewMessage;
import org.mailroom.storage.mbox.MboxScanner;
import org.mailroom.storage.mbox.ScannedMessage;
import org.mailroom.storage.mbox.StoredText;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Reads an mbox file: the messages with the flags that their header fields tell. What Mailroom has
/// quoted comes back as it was; what others have quoted stays so, as nobody can tell.
record MboxReader(Path file, ZoneId zone) {

    void read(String folder, MailSink sink) throws IOException {
        // Whoever has mail there locked finishes first, and waits then: it is read twice.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock _ = channel.lock(0, Long.MAX_VALUE, true)) {
            read(channel, folder, sink);
        }
    }

    private void read(FileChannel channel, String folder, MailSink sink) throws IOException {
        List<ScannedMessage> messages = new ArrayList<>();
        MboxScanner.scan(new FileRange(channel, 0, channel.size()), 0, zone, messages::add);
        if (messages.isEmpty() && channel.size() > 0) {
            throw new ArchiveException(
                    file + ", line 1: expected a line \"From SENDER DATE\": it is no mbox file");
        }
        for (ScannedMessage message : messages) {
            if (!message.isInternal() && !message.state().isExpunged()) {
                sink.accept(
                        folder,
                        new NewMessage(
                                new Stored(channel, message),
                                message.state().flags(),
                                message.date()));
            }
        }
    }

    private record Stored(FileChannel file, ScannedMessage found) implements MessageContent {
        @Override
        public long octets() {
            return found.octets();
        }

        @Override
        public InputStream open() {
            var stored =
                    new FileRange(file, found.offset() + found.fromOctets(), found.contentOctets());
            return new StoredText(
                    new BufferedInputStream(stored), found.contentOctets(), found.form());
        }
    }
}
