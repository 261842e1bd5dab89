// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.queue;

import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.QueueSettings;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;

/// The queue of a server that does not run, by its files, which are left as they are.
///
/// @param directory `queue_directory`
public record QueueOnDisk(Path directory) {

    /// How it is listed.
    public enum Form {
        TEXT,
        JSON
    }

    /// Whether it is there for this user: for root, and the owner of the mail.
    public boolean isReadable() {
        return Files.isReadable(directory.resolve("journal"));
    }

    /// Lists it as the server does.
    public void list(Form form, Writer out) throws IOException {
        InstantSource clock = InstantSource.system();
        try (Queue queue = Queue.look(QueueSettings.in(directory), clock)) {
            var view = new QueueView(queue, Set::of, new LastDialogues(), clock);
            var listing = new QueueListing(view, out);
            switch (form) {
                case TEXT -> listing.text();
                case JSON -> listing.json();
            }
        }
    }
}
