// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.control.AnnouncedInput;
import org.mailroom.storage.archive.MboxTree;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes folders of the mbox files in a directory, file by file.
record Adoption(ConfigOptions config, CommandSpec spec, MailPlace place) {

    int adopt(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new CommandFailedException(directory + ": expected a directory of mbox files");
        }
        int failures = 0;
        for (MboxTree.Entry entry : MboxTree.of(directory, this::sayLeftOut)) {
            String folder =
                    place.folder().isEmpty()
                            ? entry.folder()
                            : place.folder() + "/" + entry.folder();
            try {
                String stored = adopt(entry.file(), folder);
                spec.commandLine().getOut().println(folder + ": " + stored + " messages");
            } catch (CommandFailedException refused) {
                failures++;
                spec.commandLine()
                        .getErr()
                        .println("mailroom: %s: %s".formatted(entry.file(), refused.getMessage()));
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private void sayLeftOut(Path file) {
        spec.commandLine()
                .getErr()
                .println("mailroom: " + file + ": left out, as it is no mbox file");
    }

    private String adopt(Path file, String folder) throws IOException {
        try (var mail = MailConnection.openToSend(config, "adopt", place.user(), folder);
                InputStream octets = Files.newInputStream(file)) {
            long size = Files.size(file);
            mail.out().writeLong(size);
            new AnnouncedInput(octets, size).transferTo(mail.out());
            String stored = mail.answer().replaceFirst("stored ", "").strip();
            if (Files.size(file) != size) {
                throw new CommandFailedException(
                        folder
                                + ": another program has changed the file meanwhile: delete the"
                                + " folder, end that program, and adopt the file again");
            }
            return stored;
        }
    }
}
