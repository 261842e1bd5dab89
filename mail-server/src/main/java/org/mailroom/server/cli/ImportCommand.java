// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import org.mailroom.core.config.FileFault;
import org.mailroom.server.control.MessageStream;
import org.mailroom.server.control.MessageStream.Item;
import org.mailroom.storage.archive.ArchiveReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

@Command(
        name = "import",
        description = {
            "Stores mail from an mbox file, a Maildir, an .eml file, a zip file of these, or a"
                    + " directory, whose directories become folders.",
            "Flags and dates are kept as far as the source tells them."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Mixin private ConfigOptions config;
    @Spec private CommandSpec spec;

    @Option(
            names = "--adopt",
            description =
                    "Takes a directory of mbox files, as Dovecot and mutt keep them, folder by"
                            + " folder with its UIDs. Names that exist already are refused.")
    private boolean adopt;

    @Parameters(
            index = "0",
            paramLabel = "USER[:FOLDER]",
            description = "To whom, and where to; INBOX where no folder is named.")
    private String target = "";

    @Parameters(index = "1", paramLabel = "SOURCE", description = "Where from.")
    private Path source = Path.of("");

    /// Whether all that was sent are whole messages.
    private boolean isWhole = true;

    @Override
    public Integer call() throws IOException {
        MailPlace place = MailPlace.parse(target);
        if (!Files.exists(source)) {
            throw new CommandFailedException(source + ": there is no such file or directory");
        }
        return adopt ? new Adoption(config, spec, place).adopt(source) : copy(place);
    }

    private int copy(MailPlace place) throws IOException {
        ProgressBar bar = ProgressBar.on(spec.commandLine().getErr(), size(source));
        try (var mail = MailConnection.openToSend(config, "import", place.user(), place.folder())) {
            try {
                send(mail.out(), bar);
            } catch (IOException e) {
                // What has been stored so far counts, and the reason may be the server's.
                bar.end();
                throw broken(e, mail, bar.messages());
            }
            bar.end();
            String stored = stored(mail);
            spec.commandLine()
                    .getOut()
                    .println(
                            stored + (stored.equals("1") ? " message stored" : " messages stored"));
        }
        return 0;
    }

    private void send(DataOutputStream out, ProgressBar bar) throws IOException {
        var folder = new String[] {""};
        new ArchiveReader(source, ZoneId.systemDefault(), this::sayLeftOut)
                .read(
                        (name, message) -> {
                            if (!name.equals(folder[0])) {
                                folder[0] = name;
                                MessageStream.write(out, new Item.Folder(name, 0));
                            }
                            isWhole = false;
                            MessageStream.write(out, new Item.Message(message));
                            isWhole = true;
                            bar.message(message.content().octets());
                        });
        MessageStream.write(out, new Item.End());
    }

    private void sayLeftOut(Path file) {
        spec.commandLine().getErr().println("mailroom: " + file + ": left out, as it is no mail");
    }

    private CommandFailedException broken(IOException e, MailConnection mail, int sent) {
        String reason =
                e instanceof FileSystemException f
                        ? f.getFile() + ": " + FileFault.reason(f)
                        : String.valueOf(e.getMessage());
        return new CommandFailedException(
                isWhole
                        ? reason + end(mail, reason, sent)
                        // Nothing can follow half a message.
                        : reason + sent(sent));
    }

    private static String end(MailConnection mail, String reason, int sent) {
        try {
            MessageStream.write(mail.out(), new Item.Failure(reason));
            return " (" + stored(mail) + " messages were stored before that)";
        } catch (IOException lost) {
            return sent(sent);
        }
    }

    private static String sent(int messages) {
        return " (%d messages had been sent; mailbox status tells how many are stored)"
                .formatted(messages);
    }

    private static String stored(MailConnection mail) throws IOException {
        return mail.answer().replaceFirst("stored ", "").strip();
    }

    private static long size(Path source) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(source)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long octets = 0;
        for (Path file : files) {
            octets += Files.size(file);
        }
        return octets;
    }
}
