// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.server.control.MessageReader;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.archive.ArchiveWriter;
import org.mailroom.storage.archive.ArchiveWriter.Extent;
import org.mailroom.storage.archive.ArchiveWriter.Format;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;

@Command(
        name = "export",
        description = {
            "Writes the mail of a user, or of one folder, into a new file or directory.",
            "mbox: a file for a folder, a directory of files for all; maildir: a Maildir, with the"
                    + " other folders inside; zip: a zip file with an mbox file for each folder."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    @Option(
            names = "--format",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "mbox")
    private Format format = Format.MBOX;

    @Parameters(index = "0", paramLabel = "USER[:FOLDER]", description = "Whose mail.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "A new file or directory.")
    private Path target = Path.of("");

    @Override
    public Integer call() throws IOException {
        MailPlace place = MailPlace.parse(from);
        Extent extent = place.folder().isEmpty() ? Extent.ALL_FOLDERS : Extent.ONE_FOLDER;
        try (var mail = MailConnection.open(config, "export", place.user(), place.folder())) {
            int messages = write(mail.in(), extent);
            spec.commandLine().getOut().println(messages + " messages written to " + target);
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException(
                    e.getFile() + " exists already: expected a name that does not");
        } catch (NoSuchFileException e) {
            throw new CommandFailedException("there is no directory " + e.getFile());
        }
    }

    private int write(DataInputStream in, Extent extent) throws IOException {
        ProgressBar bar = ProgressBar.on(spec.commandLine().getErr(), 0);
        Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
        try (var messages = new MessageReader(in, scratch);
                ArchiveWriter archive =
                        ArchiveWriter.create(
                                target, format, extent, ZoneId.systemDefault(), this::sayLeftOut)) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = write(messages.read(), archive, extent, bar);
                messages.release();
            }
        }
        bar.end();
        return bar.messages();
    }

    private void sayLeftOut(String keyword) {
        spec.commandLine()
                .getErr()
                .println(
                        "mailroom: keyword %s: left out, a Maildir has room for %d in each folder"
                                .formatted(keyword, ArchiveWriter.MAILDIR_KEYWORDS));
    }

    /// Answers whether there is more to come.
    private static boolean write(Item item, ArchiveWriter archive, Extent extent, ProgressBar bar)
            throws IOException {
        switch (item) {
            case Item.Folder(var name, var _) ->
                    archive.folder(extent == Extent.ONE_FOLDER ? "" : name);
            case Item.Message(var message) -> {
                archive.write(message);
                bar.message(message.content().octets());
            }
            case Item.Failure(var why) ->
                    throw new CommandFailedException(
                            bar.messages() == 0
                                    ? why
                                    : "%s (%,d messages were written before that)"
                                            .formatted(why, bar.messages()));
            case Item.End _ -> {
                return false;
            }
        }
        return true;
    }
}
