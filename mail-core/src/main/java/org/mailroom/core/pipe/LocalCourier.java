// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.delivery.DeliveryLoop;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.delivery.TraceLines;
import org.mailroom.core.message.Postmark;
import org.mailroom.core.program.Ended;
import org.mailroom.core.program.FileAppender;
import org.mailroom.core.program.Job;
import org.mailroom.core.program.ProcessRunner;
import org.mailroom.core.program.ProgramRunner;
import org.mailroom.core.program.SystemUser;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.route.Route;
import org.mailroom.core.table.TableFailedException;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Gives mail to commands, and writes it into files, with the rights of their owners (local(8)). A
/// file is written by a program of ours. Both may see a message twice: when the server dies between
/// their end and the record of it.
public final class LocalCourier implements Courier {
    private static final String NOWHERE = "/dev/null";

    private final Supplier<LocalSettings> settings;
    private final ProgramRunner programs;
    private final InstantSource clock;

    public LocalCourier(
            Supplier<LocalSettings> settings, ProgramRunner programs, InstantSource clock) {
        this.settings = settings;
        this.programs = programs;
        this.clock = clock;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        if (!(consignment.routes().getFirst() instanceof Route.ToOwner route)) {
            throw new IllegalArgumentException("no command or file: " + consignment.routes());
        }
        var connection = new Connection(1, "", Telling.ARRIVED);
        Outcome outcome = deliver(consignment, route.handover());
        return List.of(new Delivery(outcome, "local", Duration.ZERO, connection));
    }

    private Outcome deliver(Consignment consignment, Handover handover) {
        LocalSettings now = settings.get();
        Optional<SystemUser> user;
        try {
            user = now.userOf(handover);
        } catch (TableFailedException e) {
            return new Outcome.Deferred("4.3.0", e.reason());
        }
        if (user.isEmpty()) {
            return new Outcome.Deferred("4.3.5", "there is no user " + now.nameOf(handover));
        }
        String address = consignment.recipients().getFirst().address().toString();
        return DeliveryLoop.of(consignment)
                .obstacle(address)
                .orElseGet(() -> deliver(consignment, handover, user.get(), now));
    }

    private Outcome deliver(
            Consignment consignment, Handover handover, SystemUser user, LocalSettings now) {
        return switch (handover.kind()) {
            case COMMAND -> command(consignment, handover.target(), user, now);
            case FILE -> file(consignment, handover.target(), user, now);
        };
    }

    private Outcome command(
            Consignment consignment, String command, SystemUser user, LocalSettings now) {
        var environment = new CommandEnvironment(consignment, user, now);
        Optional<String> directory = environment.directory();
        Job job =
                new Job(
                        user.uid(),
                        user.gid(),
                        now.shellWords(command),
                        environment.variables(),
                        directory,
                        input(consignment, Set.of()),
                        now.time());
        Ended ended = programs.run(job);
        if (directory.isPresent() && ProcessRunner.isNotEntered(ended)) {
            return new Outcome.Deferred("4.3.5", "cannot change directory to " + directory.get());
        }
        return new ExitStatus(command).ofCommand(ended, "delivered to command: " + command);
    }

    private Outcome file(Consignment consignment, String file, SystemUser user, LocalSettings now) {
        String delivered = "delivered to file: " + file;
        if (file.equals(NOWHERE)) {
            return new Outcome.Delivered("2.0.0", delivered);
        }
        ProgramInput input =
                input(consignment, Set.of(PipeFlag.QUOTED_FROM, PipeFlag.BLANK_LINE_AT_END));
        List<String> words = FileAppender.words(file, now.fileSizeLimit());
        Job job =
                new Job(
                        user.uid(),
                        user.gid(),
                        words,
                        Map.of(),
                        Optional.empty(),
                        input,
                        now.time());
        return new ExitStatus(file).ofFile(programs.run(job), delivered);
    }

    private ProgramInput input(Consignment consignment, Set<PipeFlag> flags) {
        var trace = TraceLines.of(consignment, consignment.recipients().getFirst());
        List<String> before = new ArrayList<>(trace.all());
        before.addFirst(Postmark.of(trace.sender(), clock.instant(), ZoneId.systemDefault()));
        return new ProgramInput(before, consignment.content(), flags, "\n");
    }
}
