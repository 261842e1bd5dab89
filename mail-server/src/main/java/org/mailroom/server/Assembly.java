// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.account.PasswordAuthenticator;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.Live;
import org.mailroom.core.config.LogParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.ProgramParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.delivery.BounceWriter;
import org.mailroom.core.delivery.Couriers;
import org.mailroom.core.delivery.LastDialogues;
import org.mailroom.core.delivery.ListCourier;
import org.mailroom.core.delivery.OutgoingCourier;
import org.mailroom.core.delivery.QueueManager;
import org.mailroom.core.delivery.QueueOperations;
import org.mailroom.core.delivery.QueueSnapshot;
import org.mailroom.core.dns.DnsResolver;
import org.mailroom.core.intake.Cleanup;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Transport;
import org.mailroom.core.pipe.LocalCourier;
import org.mailroom.core.pipe.PipeCourier;
import org.mailroom.core.program.HelperRunner;
import org.mailroom.core.program.ProgramRunner;
import org.mailroom.core.queue.Queue;
import org.mailroom.core.queue.SteadyClock;
import org.mailroom.core.route.Router;
import org.mailroom.core.route.TrivialRewrite;
import org.mailroom.core.table.Match;
import org.mailroom.server.mail.MailCommands;
import org.mailroom.server.pickup.LocalCommands;
import org.mailroom.server.pickup.Pickup;
import org.mailroom.server.queue.QueueCommands;
import org.mailroom.server.queue.QueueView;
import org.mailroom.server.queue.SiteFlushes;
import org.mailroom.smtp.client.Means;
import org.mailroom.smtp.client.SmtpCourier;
import org.mailroom.smtp.milter.LocalMail;
import org.mailroom.smtp.milter.MilterPlaces;
import org.mailroom.smtp.milter.MilterService;
import org.mailroom.smtp.milter.MilterSettings;
import org.mailroom.smtp.milter.Milters;
import org.mailroom.smtp.notice.SessionNotices;
import org.mailroom.smtp.verify.AddressVerification;
import org.mailroom.storage.mda.MdaCourier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The one place that makes the parts of the server and hands them to each other, in the order in
/// which a message meets them; they stop in the opposite order.
final class Assembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final Duration SESSION_PATIENCE = Duration.ofSeconds(10);
    private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(20);

    private final OpenParts parts;
    private final Live<Settings> settings;
    private final MailLog log;
    private final ServiceLog events;
    private final Queue queue;
    private final QueueManager manager;
    private final SmtpServices smtp;
    private final Doors doors;
    private final MailCommands mailCommands;
    private final QueueCommands queueCommands;
    private final LocalCommands localCommands;
    private final BlockCommands blockCommands;
    private final AllowanceCommands allowanceCommands;
    private final Router router;

    /// Starts everything; nothing stays open when that fails.
    static Assembly start(MainCf main) {
        Preflight.demandFiles(main);
        var parts = new OpenParts();
        try {
            MailLog log = parts.add(openLog(main));
            return start(main, log, parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Assembly start(MainCf main, MailLog log, OpenParts parts) {
        var events = ServiceLog.of(log);
        events.starting();
        parts.add(TroubleLog.open(events));
        LoadWarnings warnings = warnings(events);
        main.warnings().forEach(warnings);
        main.notes().forEach(events::note);
        try {
            Settings settings = settings(main, warnings);
            Accounts.check(main, new Rights.OfThisProcess(), warnings, warnings);
            var assembly = new Assembly(settings, log, warnings, parts);
            warnings.finish();
            events.started(main);
            return assembly;
        } catch (ConfigException e) {
            events.fatal(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static LoadWarnings warnings(ServiceLog events) {
        return new LoadWarnings(
                warning -> {
                    LOG.warn(warning);
                    events.warning(warning);
                });
    }

    private Assembly(Settings start, MailLog log, Consumer<String> warnings, OpenParts parts) {
        this.parts = parts;
        this.log = log;
        events = ServiceLog.of(log);
        MainCf main = start.main();
        settings = new Live<>(start);
        var wallClock = InstantSource.system();
        var clock = new SteadyClock(wallClock);
        var transport = parts.add(new Transport());
        var resolver = parts.add(new DnsResolver(NameServers.of(main)));
        var accounts =
                parts.add(
                        new PasswordAuthenticator(
                                () -> settings.get().accounts(), Storage.scramSalts(main)));
        blockCommands = new BlockCommands(accounts);
        var computing = parts.add(ComputeThreads.forThisMachine());
        router = new TrivialRewrite(() -> settings.get().routes());
        var store = parts.add(Storage.open(settings, wallClock));
        mailCommands =
                new MailCommands(
                        store, () -> settings.get().accounts().databases(), Storage.scratch(main));
        queue = parts.add(openQueue(main, clock));
        var milterPlaces = new MilterPlaces(MilterPlaces.USUAL);
        Function<Supplier<MilterSettings>, Milters> milters =
                from -> new MilterService(from, transport, milterPlaces, router::route);
        var intake =
                new Cleanup(
                        queue,
                        router,
                        () -> settings.get().cleanup(),
                        log,
                        wallClock,
                        new LocalMail(milters.apply(() -> settings.get().milters().local())));
        doors = new Doors(transport, main, () -> settings.get().tls());
        var notices = new SessionNotices(intake, () -> settings.get().notices(), wallClock);
        var dialogues = new LastDialogues();
        var hosts =
                parts.add(
                        new SmtpCourier(
                                name -> settings.get().hosts().of(name),
                                new Means(
                                        resolver,
                                        transport,
                                        computing,
                                        new SecureRandom(),
                                        wallClock,
                                        this::isOurs,
                                        log::postfix,
                                        (name, address) ->
                                                settings.get().debugPeers().contains(name, address)
                                                        instanceof Match.Yes,
                                        notices::breach),
                                dialogues));
        ProgramRunner programs = programs(main);
        manager =
                new QueueManager(
                        new QueueManager.Services(
                                queue,
                                router,
                                new Couriers(
                                        new MdaCourier(store, wallClock),
                                        new OutgoingCourier(
                                                hosts,
                                                router,
                                                name -> settings.get().hosts().outgoing(name),
                                                log::postfix),
                                        new PipeCourier(
                                                () -> settings.get().pipes(), programs, wallClock),
                                        new LocalCourier(
                                                () -> settings.get().programs(),
                                                programs,
                                                wallClock),
                                        new ListCourier(intake)),
                                new BounceWriter(intake, () -> settings.get().bounces(), wallClock),
                                log,
                                clock),
                        () -> settings.get().delivery());
        var queueView = new QueueView(queue, manager::incoming, dialogues, clock);
        var operations = new QueueOperations(queue, manager, intake, this::pickup);
        queueCommands = new QueueCommands(queueView, operations, log);
        var sites =
                new SiteFlushes(
                        queueView, operations, site -> settings.get().flushed().contains(site));
        localCommands =
                new LocalCommands(
                        new Pickup(
                                intake,
                                this::pickup,
                                () -> settings.get().main(),
                                log,
                                Storage.scratch(main)),
                        queueCommands::answer,
                        () -> settings.get().users(),
                        () -> doors.ports("smtp"));
        parts.add(() -> manager.stop(DELIVERY_PATIENCE));
        manager.start();
        var probes =
                new AddressProbes(
                        new TrivialRewrite(() -> settings.get().probes()),
                        manager.withinLimits(hosts),
                        hosts::firstServer,
                        () -> settings.get().main(),
                        log,
                        wallClock,
                        AddressProbes.PATIENCE);
        var strangers = parts.add(StrangerMemory.open(main, probes::settings, wallClock, warnings));
        var verification =
                new AddressVerification(
                        probes::inquiry, probes::settings, strangers.verified(), wallClock);
        var allowances =
                strangers.allowances(
                        () -> settings.get().allowances(),
                        address -> Allowing.isHere(router, address));
        allowanceCommands = new AllowanceCommands(allowances);
        smtp =
                new SmtpServices(
                        settings,
                        new AccessPolicies(
                                router,
                                resolver,
                                accounts,
                                verification::of,
                                strangers::greylist,
                                Assembly::pause,
                                warnings),
                        new SmtpServices.Parts(
                                transport,
                                intake,
                                queue::hasRoomFor,
                                log,
                                notices,
                                milters,
                                strangers,
                                allowances,
                                sites));
        parts.add(() -> doors.drain(SESSION_PATIENCE));
        parts.add(accounts::hurry);
        parts.add(resolver::hurry);
        parts.add(manager::announceStop);
        smtp.open(doors);
        new ClientServices(settings, store, accounts, log, computing).open(doors);
    }

    private ProgramRunner programs(MainCf main) {
        return new OwnersPrograms(
                Storage.scratch(main),
                new HelperRunner(() -> settings.get().main().get(ProgramParameters.HELPER_SOCKET)));
    }

    private WayIn pickup() {
        return WaysIn.of(settings.get().main(), WaysIn.PICKUP);
    }

    /// Whether a delivery to that address would come in again by our own door.
    private boolean isOurs(InetSocketAddress server) {
        return OwnAddresses.of(settings.get().main()).isPassedOn(server.getAddress())
                || doors.ports("smtp").stream().anyMatch(door -> leadsTo(door, server));
    }

    // All of 127.0.0.0/8, and no address at all, is this host
    private static boolean leadsTo(InetSocketAddress door, InetSocketAddress server) {
        InetAddress to = server.getAddress();
        boolean isHere = to.isLoopbackAddress() || to.isAnyLocalAddress();
        return door.getPort() == server.getPort()
                && (OwnAddresses.isHere(to)
                        || (isHere && door.getAddress().isAnyLocalAddress())
                        || (to.isAnyLocalAddress() && door.getAddress().isLoopbackAddress()));
    }

    private static MailLog openLog(MainCf main) {
        Path file = main.get(LogParameters.MAILLOG_FILE);
        try {
            return MailLog.open(
                    file,
                    main.get(NameParameters.MYHOSTNAME),
                    new LogNames(main).tags(),
                    InstantSource.system());
        } catch (IOException e) {
            throw main.fault(
                    LogParameters.MAILLOG_FILE,
                    "cannot write to %s: %s".formatted(file, FileFault.reason(e)));
        }
    }

    private static Queue openQueue(MainCf main, InstantSource clock) {
        Path folder = main.get(QueueParameters.QUEUE_DIRECTORY);
        try {
            Files.createDirectories(folder);
            return Queue.open(CoreSettings.queue(main), clock);
        } catch (IOException e) {
            throw main.fault(
                    QueueParameters.QUEUE_DIRECTORY,
                    "cannot use %s: %s".formatted(folder, FileFault.reason(e)));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Doors doors() {
        return doors;
    }

    boolean isWorking() {
        return queue.isWorking();
    }

    MailCommands mailCommands() {
        return mailCommands;
    }

    QueueCommands queueCommands() {
        return queueCommands;
    }

    /// What becomes of mail for an address.
    String explain(String address) {
        return report().of(address);
    }

    private AddressReport report() {
        return new AddressReport(settings.get());
    }

    BlockCommands blockCommands() {
        return blockCommands;
    }

    AllowanceCommands allowanceCommands() {
        return allowanceCommands;
    }

    LocalCommands localCommands() {
        return localCommands;
    }

    QueueSnapshot queueSnapshot() {
        return manager.snapshot();
    }

    /// Takes a new configuration: all of it, or where it cannot be used nothing. Answers what the
    /// administrator should know.
    List<String> reload(Supplier<MainCf> configuration) {
        LoadWarnings warnings = warnings(events);
        Optional<String> trouble = log.reopen();
        events.reloading();
        trouble.ifPresent(warnings);
        try {
            MainCf main = configuration.get();
            main.warnings().forEach(warnings);
            Settings next = settings(main, warnings);
            Accounts.checkNotGone(main, settings.get().accounts().databases());
            Accounts.check(main, new Rights.OfThisProcess(), warnings, warnings);
            Runnable newRules = smtp.prepareReload(next, warnings);
            StartParameters.changed(settings.get().main(), main)
                    .forEach(name -> warnings.accept(name + " takes effect at the next start"));
            newNotes(settings.get().main(), main).forEach(events::note);
            settings.replace(next);
            newRules.run();
            events.reloaded(main);
            return warnings.finish();
        } catch (ConfigException e) {
            e.warnings().forEach(events::warning);
            events.notReloaded(e.getMessage());
            throw e;
        }
    }

    private static Settings settings(MainCf main, Consumer<String> warnings) {
        try {
            return Settings.of(main, TlsMaterial::load, warnings);
        } catch (ConfigException e) {
            throw Preflight.withThoseBehind(main, e);
        }
    }

    // A line that has moved is nothing new
    private static List<String> newNotes(MainCf before, MainCf now) {
        Set<String> known =
                before.notes().stream().map(Assembly::withoutLine).collect(Collectors.toSet());
        return now.notes().stream().filter(note -> !known.contains(withoutLine(note))).toList();
    }

    private static String withoutLine(String note) {
        return note.replaceFirst(", line \\d+: ", ": ");
    }

    /// Tells in the log why the server stops.
    void stopping(String cause) {
        events.stopping(cause);
    }

    @Override
    public void close() {
        parts.close();
    }
}
