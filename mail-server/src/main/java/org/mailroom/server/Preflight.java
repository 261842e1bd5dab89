// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.PasswordAuthenticator;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.account.ScramSalts;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListenAddress;
import org.mailroom.core.config.ListenParameters;
import org.mailroom.core.config.LocalParameters;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.SrsParameters;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.smtp.verify.Standing;
import org.mailroom.storage.store.StoreSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Looks at everything that a start needs, without starting.
final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private static final List<Parameter<Path>> DIRECTORIES =
            List.of(
                    MailboxParameters.MAIL_SPOOL_DIRECTORY,
                    MailboxParameters.MAIL_FOLDER_DIRECTORY,
                    PathParameters.DATA_DIRECTORY,
                    QueueParameters.QUEUE_DIRECTORY);

    private static final List<Parameter<List<ListenAddress>>> DOORS =
            List.of(
                    ListenParameters.SMTP_LISTEN,
                    ListenParameters.SUBMISSION_LISTEN,
                    ListenParameters.SUBMISSIONS_LISTEN,
                    ListenParameters.LMTP_LISTEN,
                    ListenParameters.IMAP_LISTEN,
                    ListenParameters.IMAPS_LISTEN,
                    ListenParameters.POP3_LISTEN,
                    ListenParameters.POP3S_LISTEN);

    private static final List<Parameter<Path>> SOCKETS =
            List.of(PathParameters.CONTROL_SOCKET, LocalParameters.SENDMAIL_SOCKET);

    /// Made by the unit.
    private static final Path UNIT_DIRECTORY = Path.of("/run/mailroom");

    /// As whom nobody runs.
    private static final long ANYBODY = -1;

    private static final String DEFAULT = " (default): ";

    private final MainCf main;
    private final Rights rights;
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Preflight(MainCf main, Rights rights) {
        this.main = main;
        this.rights = rights;
    }

    /// Looks at all, with the rights of the user that the server runs as.
    static CheckReport check(MainCf main) {
        return check(main, Rights.of(main));
    }

    static CheckReport check(MainCf main, Rights rights) {
        var look = new Preflight(main, rights);
        look.warnings.addAll(main.warnings());
        look.warnings.addAll(main.notes());
        look.directories();
        SOCKETS.stream()
                .filter(it -> !look.directoryOf(it).equals(UNIT_DIRECTORY))
                .forEach(look::socket);
        look.certificate();
        look.attempt(() -> Accounts.check(main, look.rights, look.faults::add, look.warnings::add));
        look.attempt(look::ports);
        look.attempt(look::rules);
        look.attempt(look::sizes);
        return new CheckReport(look.told(), look.warnings.stream().distinct().toList());
    }

    /// Looks at the directories and the log only, with the rights of this process.
    ///
    /// @throws ConfigException when one cannot be used
    static void demandFiles(MainCf main) {
        var look = new Preflight(main, new Rights.OfThisProcess());
        look.directories();
        SOCKETS.forEach(look::socket);
        if (!look.faults.isEmpty()) {
            throw new ConfigException(String.join("\n", look.faults));
        }
    }

    /// A fault that keeps the tables of a configuration from being opened, with those that it
    /// hides.
    static ConfigException withThoseBehind(MainCf main, ConfigException first) {
        var look = new Preflight(main, new Rights.OfThisProcess());
        look.more(main, first, new HashSet<>());
        look.faults.addFirst(first.getMessage());
        return new ConfigException(String.join("\n", look.told()));
    }

    // What a default takes over from another parameter is mended there
    private List<String> told() {
        return faults.stream()
                .distinct()
                .filter(fault -> faults.stream().noneMatch(other -> isOnlyRepeated(fault, other)))
                .toList();
    }

    private static boolean isOnlyRepeated(String fault, String other) {
        int end = fault.indexOf(DEFAULT);
        return end >= 0
                && !other.equals(fault)
                && other.endsWith(fault.substring(end + DEFAULT.length()));
    }

    private void attempt(Runnable part) {
        try {
            part.run();
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(faults::add);
        }
    }

    private void ports() {
        var taken = new HashMap<SocketAddress, String>();
        Stream<Listening> doors =
                Stream.concat(
                        DOORS.stream().map(door -> Listening.of(main, door)),
                        SmtpForm.further(main).map(SmtpForm::listening));
        doors.forEach(door -> ports(door, taken));
    }

    private void ports(Listening door, Map<SocketAddress, String> taken) {
        for (SocketAddress address : new ListenPlan(main).addresses(door)) {
            boolean anyPort = address instanceof InetSocketAddress in && in.getPort() == 0;
            String other = anyPort ? null : taken.put(address, door.by());
            if (other != null) {
                faults.add(
                        "%s: %s is that of %s already"
                                .formatted(door.place(), name(address), other));
            }
        }
    }

    private static String name(SocketAddress address) {
        return address instanceof InetSocketAddress in
                ? "port " + in.getPort()
                : address.toString();
    }

    private void rules() {
        try {
            rules(settings(main));
        } catch (ConfigException e) {
            Set<Parameter<?>> seen = new HashSet<>();
            more(main, e, seen);
            throw e;
        }
    }

    // The first fault hides those behind it
    private void more(MainCf from, ConfigException found, Set<Parameter<?>> seen) {
        // Hides none where it is not the fault of a value
        Optional<MainCf> others = found.parameter().filter(seen::add).flatMap(from::emptied);
        if (others.isPresent()) {
            try {
                settings(others.get());
            } catch (ConfigException e) {
                faults.add(e.getMessage());
                more(others.get(), e, seen);
            }
        }
    }

    private Settings settings(MainCf of) {
        return Settings.of(of, TlsMaterial::look, warnings::add);
    }

    private void rules(Settings settings) {
        try (var resolver = new DnsResolver(NameServers.of(main));
                var accounts =
                        new PasswordAuthenticator(settings::accounts, ScramSalts.passing())) {
            var router = new TrivialRewrite(settings::routes);
            var policies =
                    new AccessPolicies(
                            router,
                            resolver,
                            accounts,
                            _ -> Standing.DELIVERABLE,
                            _ -> (_, _, _) -> Duration.ZERO,
                            _ -> {},
                            faults::add);
            SmtpServices.rules(policies, settings);
        }
        readable(settings);
        var values = new WrittenValues(main, settings.tables());
        new AccessCheck(settings, values, faults::add).run();
        new TlsPolicyCheck(values, faults::add).run();
        new ContentCheck(main, values, faults::add).run();
        Allowing.check(main, values, faults::add);
        MilterPlan.check(main, values, faults::add);
        var sockets = new SocketCheck(main, warnings::add);
        new TransportCheck(main, values, settings.routes().transports(), sockets, faults::add)
                .run();
        new ProgramCheck(main, values, faults::add).run(settings.pipes().transports().values());
        new DomainCheck(main, values, settings.routes().domains(), warnings::add).run();
        new AliasCheck(main, values, new TrivialRewrite(settings::routes), warnings::add).run();
        sockets.run(AccessPolicies.LISTS.values());
        maildirs(values);
        mailboxes(settings);
        helper(settings);
    }

    private void helper(Settings settings) {
        Path socket = main.get(ProgramParameters.HELPER_SOCKET);
        long server = uid(settings);
        boolean all = OwnersPrograms.canRunAs(ANYBODY, server, main);
        if (!all && !main.get(ProgramParameters.MAILBOX_COMMAND).isEmpty()) {
            needsHelper(ProgramParameters.MAILBOX_COMMAND, socket);
        }
        if (!all && !main.get(ProgramParameters.MAILBOX_COMMAND_MAPS).isEmpty()) {
            needsHelper(ProgramParameters.MAILBOX_COMMAND_MAPS, socket);
        }
        if (!all && !main.get(MailboxParameters.HOME_MAILBOX).isEmpty()) {
            needsHelper(MailboxParameters.HOME_MAILBOX, socket);
        }
        settings.pipes().transports().values().stream()
                .filter(it -> !OwnersPrograms.canRunAs(it.user().uid(), server, main))
                .forEach(
                        transport ->
                                faults.add(
                                        """
                                        transport %s runs programs as user %s, and there is no helper at %s: \
                                        systemctl enable --now mailroom-helper.socket\
                                        """
                                                .formatted(
                                                        transport.name(),
                                                        transport.user().name(),
                                                        socket)));
    }

    private void needsHelper(Parameter<?> commands, Path socket) {
        fault(
                commands,
                "it runs as each user, and there is no helper at %s: systemctl enable --now mailroom-helper.socket"
                        .formatted(socket));
    }

    private long uid(Settings settings) {
        return SystemUser.named(rights.user(), settings.tables().open("unix:passwd.byname"))
                .map(SystemUser::uid)
                .orElseGet(SystemUser::uidOfThisProcess);
    }

    // Other programs have made them, as useradd does
    private void mailboxes(Settings settings) {
        StoreSettings store = Storage.settings(settings);
        var domains = new AccountDomains(new TrivialRewrite(settings::routes));
        try {
            for (PasswordDatabase database : settings.accounts().databases()) {
                for (Account account : database.accounts()) {
                    store.files(account.name()).forEach(this::mailbox);
                    domains.warning(account.name()).ifPresent(warnings::add);
                }
            }
        } catch (UncheckedIOException e) {
            LOG.debug("A users file that cannot be read has been told of: {}", e.toString());
        } catch (IOException e) {
            faults.add("the mailboxes of the accounts cannot be looked at: " + e.getMessage());
        }
    }

    private void mailbox(Path file) {
        if (!rights.mayRead(file) || !rights.mayWrite(file)) {
            faults.add(
                    "user %s may not read and write the mailbox %s: chgrp %s %s && chmod 660 %s"
                            .formatted(rights.user(), file, rights.group(), file, file));
        }
    }

    // As Postfix's local(8) has it
    private void sizes() {
        long message = main.get(MessageParameters.MESSAGE_SIZE_LIMIT);
        for (Parameter<Long> limit :
                List.of(
                        MailboxParameters.MAILBOX_SIZE_LIMIT,
                        MailboxParameters.VIRTUAL_MAILBOX_LIMIT)) {
            long mailbox = main.get(limit);
            if (mailbox > 0 && (message == 0 || message > mailbox)) {
                fault(
                        limit,
                        "smaller than message_size_limit = %d: mail would be taken, and returned"
                                .formatted(message));
            }
        }
    }

    // What root has made for Postfix, which opens its tables as root
    private void readable(Settings settings) {
        Stream.concat(
                        settings.tables().files().stream().map(Path::of).sorted(),
                        main.get(SrsParameters.SRS_SECRET_FILE).stream())
                .filter(file -> Files.isReadable(file) && !rights.mayRead(file))
                .forEach(
                        file ->
                                faults.add(
                                        "the server cannot read %1$s: chgrp %2$s %1$s && chmod 640 %1$s"
                                                .formatted(file, rights.group())));
    }

    // One that cannot be read at all is told of when it is
    private void certificate() {
        for (Path file : TlsMaterial.files(main)) {
            if (Files.isReadable(file) && !rights.mayRead(file)) {
                faults.add(
                        "the server cannot read %s: give user %s the right to"
                                .formatted(file, rights.user()));
            }
        }
    }

    private void directories() {
        DIRECTORIES.forEach(directory -> directory(directory, main.get(directory)));
        main.get(MailboxParameters.VIRTUAL_MAILBOX_BASE)
                .filter(_ -> hasVirtualMailboxes())
                .ifPresent(base -> directory(MailboxParameters.VIRTUAL_MAILBOX_BASE, base));
        Path log = main.get(LogParameters.MAILLOG_FILE).toAbsolutePath();
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

    private void maildirs(WrittenValues values) {
        values.each(
                AddressParameters.VIRTUAL_MAILBOX_MAPS,
                entry -> {
                    if (entry.value().endsWith("/")) {
                        warnings.add(
                                "%s: %s: there are no Maildirs, so mail goes into the mbox file DOMAIN/LOCAL below virtual_mailbox_base"
                                        .formatted(entry.place(), entry.value()));
                    }
                });
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
        faults.add(main.place(parameter) + ": " + what);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
