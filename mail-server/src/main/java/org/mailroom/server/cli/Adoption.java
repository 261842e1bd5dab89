// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

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
        for (MboxTree.Entry entry : MboxTree.of(directory)) {
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
                        .println(
                                "mailroom: %s: %s: %s"
                                        .formatted(entry.file(), folder, refused.getMessage()));
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private String adopt(Path file, String folder) throws IOException {
        try (var mail = MailConnection.openToSend(config, "adopt", place.user(), folder);
                InputStream octets = Files.newInputStream(file)) {
            mail.out().writeLong(Files.size(file));
            octets.transferTo(mail.out());
            return mail.answer().replaceFirst("stored ", "").strip();
        }
    }
}
