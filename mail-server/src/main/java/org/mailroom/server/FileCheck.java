// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.SrsParameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks whether the server may use the files and directories that it needs.
///
/// @param rights of the user that the server runs as
record FileCheck(MainCf main, Rights rights, Consumer<String> faults) {
    private static final List<Parameter<Path>> DIRECTORIES =
            List.of(
                    MailboxParameters.MAIL_SPOOL_DIRECTORY,
                    MailboxParameters.MAIL_FOLDER_DIRECTORY,
                    PathParameters.DATA_DIRECTORY,
                    QueueParameters.QUEUE_DIRECTORY);

    private static final List<Parameter<Path>> SOCKETS =
            List.of(PathParameters.CONTROL_SOCKET, LocalParameters.SENDMAIL_SOCKET);

    /// Made by the unit.
    private static final Path UNIT_DIRECTORY = Path.of("/run/mailroom");

    /// The sockets that the server makes.
    void sockets() {
        SOCKETS.forEach(this::socket);
    }

    /// The same, but for what the unit of the service makes at its start.
    void socketsWithoutUnit() {
        SOCKETS.stream()
                .filter(it -> !directoryOf(it).equals(UNIT_DIRECTORY))
                .forEach(this::socket);
    }

    /// A mailbox, which another program may have made, as useradd does.
    void mailbox(Path file) {
        if (!rights.mayRead(file) || !rights.mayWrite(file)) {
            faults.accept(
                    "user %s may not read and write the mailbox %s: chgrp %s %s && chmod 660 %s"
                            .formatted(rights.user(), file, rights.group(), file, file));
        }
    }

    /// The files of tables.
    void readable(Settings settings) {
        Stream.concat(
                        settings.tables().files().stream().map(Path::of).sorted(),
                        main.get(SrsParameters.SRS_SECRET_FILE).stream())
                .filter(file -> Files.isReadable(file) && !rights.mayRead(file))
                .forEach(
                        file ->
                                faults.accept(
                                        "the server cannot read %1$s: chgrp %2$s %1$s && chmod 640 %1$s"
                                                .formatted(file, rights.group())));
    }

    /// Those of TLS; one that cannot be read at all is told of when it is.
    void certificates() {
        for (Path file : TlsMaterial.files(main)) {
            if (Files.isReadable(file) && !rights.mayRead(file)) {
                faults.accept(
                        "the server cannot read %s: give user %s the right to"
                                .formatted(file, rights.user()));
            }
        }
    }

    /// Those that the server writes to, and the log.
    void directories() {
        DIRECTORIES.forEach(directory -> directory(directory, main.get(directory)));
        main.get(MailboxParameters.VIRTUAL_MAILBOX_BASE)
                .filter(_ -> hasVirtualMailboxes())
                .ifPresent(base -> directory(MailboxParameters.VIRTUAL_MAILBOX_BASE, base));
        log(main.get(LogParameters.MAILLOG_FILE).toAbsolutePath());
    }

    private void log(Path log) {
        if (!Files.exists(log)) {
            newLog(log);
        } else if (Files.isDirectory(log)) {
            fault(LogParameters.MAILLOG_FILE, log + " is a directory, and not a file");
        } else if (!rights.mayWrite(log)) {
            fault(
                    LogParameters.MAILLOG_FILE,
                    "user %s cannot write to %s: chown %s %s"
                            .formatted(rights.user(), log, rights.owner(), log));
        }
    }

    private boolean hasVirtualMailboxes() {
        return !main.get(AddressParameters.VIRTUAL_MAILBOX_DOMAINS).isEmpty();
    }

    private void socket(Parameter<Path> socket) {
        directory(socket, directoryOf(socket));
    }

    private Path directoryOf(Parameter<Path> socket) {
        return parent(main.get(socket).toAbsolutePath().normalize());
    }

    // Its directory is often that of the system, which is not to be given away
    private void newLog(Path log) {
        if (!Files.isDirectory(parent(log))) {
            fault(LogParameters.MAILLOG_FILE, "there is no directory " + parent(log));
        } else if (!rights.mayFill(parent(log))) {
            fault(
                    LogParameters.MAILLOG_FILE,
                    "there is no %1$s, and user %2$s may not make it: install -m 640 -o %2$s /dev/null %1$s"
                            .formatted(log, rights.user()));
        }
    }

    // What is missing is made at the start, where that is possible.
    private void directory(Parameter<?> parameter, Path path) {
        Path wanted = path.toAbsolutePath().normalize();
        Path existing = wanted;
        while (!Files.exists(existing)) {
            existing = parent(existing);
        }
        if (!Files.isDirectory(existing)) {
            fault(parameter, "%s is no directory".formatted(existing));
        } else if (rights.mayFill(existing)) {
            return;
        } else if (existing.equals(wanted)) {
            fault(
                    parameter,
                    "user %s cannot write to %s: chown %s %s, or let a group of the user write there"
                            .formatted(rights.user(), wanted, rights.owner(), wanted));
        } else {
            fault(
                    parameter,
                    "there is no directory %s, and user %s may not make it: mkdir -p %s && chown %s %s"
                            .formatted(wanted, rights.user(), wanted, rights.owner(), wanted));
        }
    }

    private void fault(Parameter<?> parameter, String what) {
        faults.accept(main.place(parameter) + ": " + what);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
