// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import org.mailroom.core.delivery.Consignment;
import org.mailroom.core.delivery.Courier;
import org.mailroom.core.delivery.DeliveryLoop;
import org.mailroom.core.delivery.Outcome;
import org.mailroom.core.program.Job;
import org.mailroom.core.program.ProgramRunner;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.route.Route;
import org.mailroom.core.table.Delimiters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Gives mail to programs (pipe(8)). A program may see a message twice: when the server dies
/// between its end and the record of it.
public final class PipeCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(PipeCourier.class);
    private static final Outcome OPTION =
            new Outcome.Failed(
                    "5.1.3", "an address that begins with '-' is not given to a program");

    private final Supplier<Settings> settings;
    private final ProgramRunner programs;
    private final InstantSource clock;

    /// What of the configuration it takes.
    ///
    /// @param transports by name
    public record Settings(Map<String, PipeTransport> transports, Delimiters delimiters) {
        public Settings {
            transports = Map.copyOf(transports);
        }
    }

    public PipeCourier(Supplier<Settings> settings, ProgramRunner programs, InstantSource clock) {
        this.settings = settings;
        this.programs = programs;
        this.clock = clock;
    }

    @Override
    public List<Delivery> deliver(Consignment consignment) {
        if (!(consignment.routes().getFirst() instanceof Route.ToPipe route)) {
            throw new IllegalArgumentException("no program: " + consignment.routes());
        }
        Settings now = settings.get();
        PipeTransport transport = now.transports().get(route.transport());
        if (transport == null) {
            var gone = new Outcome.Deferred("4.3.5", "mail transport unavailable");
            return consignment.recipients().stream().map(_ -> new Delivery(gone, "none")).toList();
        }
        var macros = new PipeMacros(consignment, transport, route, now.delimiters());
        return Arrays.stream(outcomes(macros)).map(it -> delivery(transport, it)).toList();
    }

    private Outcome[] outcomes(PipeMacros macros) {
        List<Recipient> all = macros.consignment().recipients();
        var outcomes = new Outcome[all.size()];
        Arrays.fill(outcomes, OPTION);
        int[] fit = IntStream.range(0, all.size()).filter(i -> macros.isFit(all.get(i))).toArray();
        int together = macros.transport().isForOneRecipient() ? 1 : Math.max(1, fit.length);
        DeliveryLoop loop =
                macros.transport().has(PipeFlag.DELIVERED_TO)
                        ? DeliveryLoop.of(macros.consignment())
                        : DeliveryLoop.NONE;
        for (int from = 0; from < fit.length; from += together) {
            int[] some = Arrays.copyOfRange(fit, from, from + together);
            List<Recipient> chosen = Arrays.stream(some).mapToObj(all::get).toList();
            Outcome outcome =
                    loop.obstacle(chosen.getFirst().address().toString())
                            .orElseGet(() -> deliver(macros, chosen));
            Arrays.stream(some).forEach(i -> outcomes[i] = outcome);
        }
        return outcomes;
    }

    private static Delivery delivery(PipeTransport transport, Outcome outcome) {
        var telling = transport.has(PipeFlag.FINAL_DELIVERY) ? Telling.ARRIVED : Telling.OURS;
        return new Delivery(
                outcome, transport.name(), Duration.ZERO, new Connection(1, "", telling));
    }

    private Outcome deliver(PipeMacros macros, List<Recipient> recipients) {
        PipeTransport transport = macros.transport();
        Consignment of = macros.consignment();
        long limit = transport.command().size();
        if (limit > 0 && of.content().octets() > limit) {
            return new Outcome.Failed(
                    "5.2.3",
                    "message size %d exceeds size limit %d of %s service"
                            .formatted(of.content().octets(), limit, transport.name()));
        }
        try {
            return run(macros, recipients);
        } catch (PipeArguments.OptionException _) {
            return OPTION;
        } catch (RuntimeException e) {
            // What became of the recipients before counts
            LOG.error("Cannot give {} to a program", of.id(), e);
            return new Outcome.Deferred("4.3.0", "mail system error");
        }
    }

    private Outcome run(PipeMacros macros, List<Recipient> recipients)
            throws PipeArguments.OptionException {
        PipeTransport transport = macros.transport();
        PipeCommand command = transport.command();
        List<String> words = command.arguments().words(macros.of(recipients));
        var job =
                new Job(
                        transport.user().uid(),
                        transport.user().gid(),
                        words,
                        transport.environment(),
                        command.directory(),
                        new ProgramInput(
                                macros.before(recipients.getFirst(), clock.instant()),
                                macros.consignment().content(),
                                command.flags(),
                                command.endOfLine()),
                        transport.time());
        return new ExitStatus(command.arguments().program())
                .ofProgram(
                        programs.run(job), "delivered via %s service".formatted(transport.name()));
    }
}
