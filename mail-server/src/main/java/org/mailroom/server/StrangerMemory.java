// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.GreylistParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.PathParameters;
import org.mailroom.core.config.PostscreenParameters;
import org.mailroom.core.config.VerifyParameters;
import org.mailroom.smtp.allowance.AllowanceRules;
import org.mailroom.smtp.allowance.Allowances;
import org.mailroom.smtp.allowance.Correspondents;
import org.mailroom.smtp.allowance.Usage;
import org.mailroom.smtp.greylist.Greylist;
import org.mailroom.smtp.greylist.GreylistSettings;
import org.mailroom.smtp.greylist.Seen;
import org.mailroom.smtp.memory.Form;
import org.mailroom.smtp.memory.LastingMap;
import org.mailroom.smtp.screen.Passed;
import org.mailroom.smtp.screen.Screen;
import org.mailroom.smtp.verify.AddressVerification;
import org.mailroom.smtp.verify.Learnt;
import org.mailroom.smtp.verify.VerifySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What the SMTP server has learnt of clients and addresses from elsewhere, and of what accounts
/// send there, in files that are written once a minute and at the end. Safe for use by several
/// threads.
final class StrangerMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StrangerMemory.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final LastingMap<Passed> screened;
    private final LastingMap<Seen> waiting;
    private final LastingMap<Seen> correspondents;
    private final LastingMap<Seen> networks;
    private final LastingMap<Learnt> verified;
    private final LastingMap<Usage> sent;
    private final LastingMap<Instant> addressees;
    private final InstantSource clock;
    private final Thread writer = Thread.ofPlatform().name("strangers").unstarted(this::write);

    private StrangerMemory(
            MainCf main,
            Supplier<VerifySettings> verification,
            InstantSource clock,
            Consumer<String> warnings) {
        this.clock = clock;
        Path data = main.get(PathParameters.DATA_DIRECTORY);
        Duration retention = main.get(PostscreenParameters.POSTSCREEN_CACHE_RETENTION_TIME);
        screened =
                LastingMap.open(
                        data.resolve("postscreen_cache"),
                        Screen.ROOM,
                        Passed.form(retention),
                        clock,
                        warnings);
        Form<Seen> seen =
                Seen.form(
                        main.get(GreylistParameters.GREYLIST_RETRY_WINDOW),
                        main.get(GreylistParameters.GREYLIST_MAX_AGE));
        waiting =
                LastingMap.open(
                        data.resolve("greylist_waiting"),
                        Greylist.WAITING_ROOM,
                        seen,
                        clock,
                        warnings);
        correspondents =
                LastingMap.open(data.resolve("greylist"), Greylist.ROOM, seen, clock, warnings);
        networks =
                LastingMap.open(
                        data.resolve("greylist_networks"), Greylist.ROOM, seen, clock, warnings);
        sent =
                LastingMap.open(
                        data.resolve("account_usage"),
                        Allowances.ROOM,
                        Usage.FORM,
                        clock,
                        warnings);
        addressees =
                LastingMap.open(
                        data.resolve("account_correspondents"),
                        Correspondents.ROOM,
                        Correspondents.FORM,
                        clock,
                        warnings);
        verified = verified(main, Learnt.form(verification), clock, warnings);
    }

    private static LastingMap<Learnt> verified(
            MainCf main, Form<Learnt> form, InstantSource clock, Consumer<String> warnings) {
        // A type and a proxy before the name mean other ways to keep a table
        String name =
                main.get(VerifyParameters.ADDRESS_VERIFY_MAP).replaceFirst("^(?:\\w+:)*(?=/)", "");
        return name.startsWith("/")
                ? LastingMap.open(Path.of(name), AddressVerification.ROOM, form, clock, warnings)
                : LastingMap.passing(AddressVerification.ROOM, form, clock);
    }

    /// Reads the files.
    ///
    /// @param warnings hears of each that cannot be read
    static StrangerMemory open(
            MainCf main,
            Supplier<VerifySettings> verification,
            InstantSource clock,
            Consumer<String> warnings) {
        var memory = new StrangerMemory(main, verification, clock, warnings);
        memory.writer.start();
        return memory;
    }

    /// Clients that have passed the tests of postscreen.
    LastingMap<Passed> screened() {
        return screened;
    }

    /// Correspondents that have come, as these settings judge them.
    Greylist greylist(GreylistSettings settings) {
        return new Greylist(settings, waiting, correspondents, networks, clock);
    }

    /// Addresses that were verified.
    LastingMap<Learnt> verified() {
        return verified;
    }

    /// What accounts have sent and to whom, as these rules judge it.
    ///
    /// @param isHere whose mailbox is on this server
    Allowances allowances(Supplier<AllowanceRules> rules, Predicate<Address> isHere) {
        return new Allowances(rules, isHere, sent, new Correspondents(addressees, clock), clock);
    }

    private void write() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                save();
            }
        } catch (InterruptedException end) {
            save();
        }
    }

    private void save() {
        for (LastingMap<?> map :
                List.of(screened, waiting, correspondents, networks, verified, sent, addressees)) {
            try {
                map.save();
            } catch (IOException e) {
                LOG.warn(
                        "cannot write what is known of clients and addresses: {}",
                        FileFault.reason(e));
            }
        }
    }

    @Override
    public void close() {
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
