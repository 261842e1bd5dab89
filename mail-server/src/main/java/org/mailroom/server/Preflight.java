// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.Account;
import org.mailroom.core.account.PasswordAuthenticator;
import org.mailroom.core.account.PasswordDatabase;
import org.mailroom.core.account.ScramSalts;
import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MailboxParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.Setting;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.pipe.PipeTransport;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.smtp.verify.Standing;
import org.mailroom.storage.store.StoreSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Looks at everything that a start needs, without starting.
final class Preflight {
    private static final int MOST_OF_A_KIND = 20;

    private static final String DEFAULT = " (default): ";

    private final MainCf main;
    private final FileCheck files;
    private final List<String> faults = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private Preflight(MainCf main, Rights rights) {
        this.main = main;
        this.files = new FileCheck(main, rights, faults::add);
    }

    /// Looks at all, with the rights of the user that the server runs as.
    static CheckReport check(MainCf main) {
        return check(main, Rights.of(main));
    }

    static CheckReport check(MainCf main, Rights rights) {
        var look = new Preflight(main, rights);
        look.warnings.addAll(main.warnings());
        look.warnings.addAll(main.notes());
        look.files.directories();
        look.files.socketsWithoutUnit();
        look.files.certificates();
        look.attempt(() -> Accounts.check(main, rights, look.faults::add, look.warnings::add));
        look.load();
        look.sizes();
        return new CheckReport(look.told(), look.warnings.stream().distinct().toList());
    }

    /// Looks at the directories and the log only, with the rights of this process.
    ///
    /// @throws ConfigException when one cannot be used
    static void demandFiles(MainCf main) {
        var look = new Preflight(main, new Rights.OfThisProcess());
        look.files.directories();
        look.files.sockets();
        if (!look.faults.isEmpty()) {
            throw new ConfigException(String.join("\n", look.faults));
        }
    }

    /// A fault that keeps the tables of a configuration from being opened, with those that it
    /// hides.
    static ConfigException withThoseBehind(MainCf main, ConfigException first) {
        var look = new Preflight(main, new Rights.OfThisProcess());
        look.faults.add(first.getMessage());
        new TrialLoad(_ -> {}, look.faults::add, _ -> {}).load(main);
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
            e.getMessage().lines().forEach(faults::add);
        }
    }

    private void load() {
        var trial = new TrialLoad(this::rules, faults::add, warnings::add);
        trial.load(main)
                .ifPresentOrElse(
                        settings -> whole(settings, trial.leftOut()),
                        () -> attempt(() -> new PortCheck(main, faults::add).run()));
    }

    private void rules(Settings settings) {
        try (var resolver = new DnsResolver(NameServers.of(settings.main()));
                var accounts =
                        new PasswordAuthenticator(settings::accounts, ScramSalts.passing())) {
            var policies =
                    new AccessPolicies(
                            new TrivialRewrite(settings::routes),
                            resolver,
                            accounts,
                            _ -> Standing.DELIVERABLE,
                            _ -> (_, _, _) -> Duration.ZERO,
                            _ -> {},
                            faults::add);
            SmtpServices.rules(policies, settings);
        }
    }

    /// What can be said of a configuration that was loaded.
    ///
    /// @param leftOut what it was loaded without
    private void whole(Settings settings, Set<Setting> leftOut) {
        new PortCheck(settings.main(), faults::add).run();
        files.readable(settings);
        values(settings, transports(leftOut));
        Collection<PipeTransport> pipes = settings.pipes().transports().values();
        new HelperCheck(settings.main(), settings.tables(), files.rights(), faults::add).run(pipes);
        // Who gets no mail without a list of domains may get it with that
        if (Accounts.areKnown(settings.main())) {
            mailboxes(settings, leftOut.isEmpty());
        }
    }

    /// The transports that would be there.
    private static Set<String> transports(Set<Setting> leftOut) {
        return leftOut.stream()
                .filter(it -> it.parameter().equals(ProgramParameters.COMMAND))
                .flatMap(it -> it.service().stream())
                .map(ServiceName::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void values(Settings settings, Set<String> unusable) {
        MainCf read = settings.main();
        var values = new WrittenValues(read, settings.tables());
        new AccessCheck(settings, values, faults::add).run();
        new TlsPolicyCheck(values, first(faults::add)).run();
        new ContentCheck(read, values, faults::add).run();
        Allowing.check(read, values, faults::add);
        MilterPlan.check(read, values, first(faults::add));
        var sockets = new SocketCheck(read, warnings::add);
        sockets.run(AccessPolicies.LISTS.values());
        var transports = settings.routes().transports();
        new TransportCheck(read, values, transports, unusable, sockets, faults::add).run();
        new ProgramCheck(read, values, first(faults::add))
                .run(settings.pipes().transports().values());
        new DomainCheck(read, values, settings.routes().domains(), warnings::add).run();
        maildirs(values);
        if (Accounts.areKnown(read)) {
            new AliasCheck(read, values, new TrivialRewrite(settings::routes), first(warnings::add))
                    .run();
        }
    }

    private void mailboxes(Settings settings, boolean whole) {
        StoreSettings store = Storage.settings(settings);
        var domains = new AccountDomains(new TrivialRewrite(settings::routes));
        try {
            for (PasswordDatabase database : settings.accounts().databases()) {
                for (Account account : database.accounts()) {
                    store.files(account.name()).forEach(files::mailbox);
                    if (whole) {
                        domains.warning(account.name()).ifPresent(warnings::add);
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            faults.add("the mailboxes of the accounts cannot be looked at: " + e.getMessage());
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
                faults.add(
                        main.place(limit)
                                + ": smaller than message_size_limit = %d: mail would be taken, and returned"
                                        .formatted(message));
            }
        }
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

    // A table may be wrong in each of its lines
    private static Consumer<String> first(Consumer<String> faults) {
        var left = new AtomicInteger(MOST_OF_A_KIND);
        return fault -> {
            if (left.getAndDecrement() > 0) {
                faults.accept(fault);
            }
        };
    }
}
