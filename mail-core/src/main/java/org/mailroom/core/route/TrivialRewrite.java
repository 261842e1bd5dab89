// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import static org.mailroom.core.table.TableFailedException.found;
import static org.mailroom.core.table.TableFailedException.value;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.Rewritten;
import org.mailroom.core.route.RouteSettings.Recipients;
import org.mailroom.core.table.AddressLookup.Answer;
import org.mailroom.core.table.TableFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The router, named after Postfix's daemon. Each question is answered by one state of the
/// configuration. Safe for use by several threads.
public final class TrivialRewrite implements Router {
    private static final String TABLE_TROUBLE = "4.3.0";

    private static final Logger LOG = LoggerFactory.getLogger(TrivialRewrite.class);

    private final Supplier<RouteSettings> settings;
    private final BiConsumer<Address, String> unused;

    /// Warns of a `.forward` that is not used.
    public TrivialRewrite(Supplier<RouteSettings> settings) {
        var warnings = new RareWarnings(InstantSource.system());
        this(
                settings,
                (user, why) -> {
                    // Mail may be for any number of his extensions
                    var delimiters = settings.get().recipients().delimiters();
                    String name = user.localPart().toLowerCase(Locale.ROOT);
                    if (warnings.isDue(delimiters.split(name).user() + ": " + why)) {
                        LOG.warn("{}: {}", user, why);
                    }
                });
    }

    /// @param unused hears whose `.forward` is not used for a message, and why
    public TrivialRewrite(Supplier<RouteSettings> settings, BiConsumer<Address, String> unused) {
        this.settings = settings;
        this.unused = unused;
    }

    @Override
    public AddressClass classify(Address recipient) {
        return AddressClasses.of(recipient, settings.get().domains());
    }

    @Override
    public Known known(Address recipient) {
        RouteSettings now = settings.get();
        return switch (now.rewriting().rewrite(recipient, AddressUse.ENVELOPE_RECIPIENT)) {
            case Rewritten.To(var address) -> new KnownRecipients(now).known(address);
            case Rewritten.NotNow(var reason) -> new Known.Unsure(reason);
        };
    }

    @Override
    public Expansion expand(List<Recipient> recipients, Set<AliasKind> kinds) {
        return new AliasExpansion(settings.get(), kinds, unused).of(recipients);
    }

    @Override
    public Route route(Address recipient, ReversePath sender) {
        return route(recipient, sender, choice -> choice);
    }

    @Override
    public Route route(Address recipient, ReversePath sender, TransportSpec by) {
        return by.transport().isEmpty()
                ? route(recipient, sender, by::orElse)
                : toRoute(by, recipient, settings.get());
    }

    private Route route(
            Address recipient, ReversePath sender, UnaryOperator<TransportSpec> changed) {
        RouteSettings now = settings.get();
        if (now.recipients().nobodys().test(recipient)) {
            return new Route.Discard("undeliverable postmaster notification discarded");
        }
        try {
            TransportSpec choice = new TransportChoice(now, sender).of(recipient);
            return toRoute(changed.apply(choice), recipient, now);
        } catch (TableFailedException e) {
            return new Route.Defer(TABLE_TROUBLE, e.reason());
        }
    }

    private static Route toRoute(TransportSpec spec, Address recipient, RouteSettings now) {
        return switch (spec.transport()) {
            case "local" -> local(recipient, now);
            case "virtual" -> virtual(recipient, now.recipients());
            case "discard" -> new Route.Discard(spec.withNexthop(recipient.domain()).nexthop());
            case "error" -> error(spec.withNexthop(recipient.domain()).nexthop(), "5.0.0");
            case "retry" -> error(spec.withNexthop(recipient.domain()).nexthop(), "4.0.0");
            default ->
                    now.transports()
                            .daemon(spec.transport())
                            .map(it -> onward(spec.withNexthop(recipient.domain()), it, recipient))
                            .orElseGet(() -> unavailable(spec.transport()));
        };
    }

    private static Route onward(TransportSpec spec, Daemon daemon, Address recipient) {
        String name = spec.transport();
        return switch (daemon) {
            case SMTP, LMTP ->
                    new Route.ToHosts(name, daemon.process(name), spec.nexthop(), recipient);
            case PIPE -> new Route.ToPipe(name, spec.nexthop(), recipient);
        };
    }

    private static Route unavailable(String transport) {
        return new Route.Defer("4.3.5", "mail transport unavailable: " + transport);
    }

    // local(8): aliases have been followed in intake, but for lists that have an owner
    private static Route local(Address recipient, RouteSettings now) {
        try {
            Optional<Route.ToList> list =
                    new AliasExpansion(now, now.aliases().virtual()).list(recipient);
            return list.isPresent() ? list.get() : mailbox(recipient, now);
        } catch (StoppedException e) {
            return new Route.Defer(TABLE_TROUBLE, e.reason());
        }
    }

    private static Route mailbox(Address recipient, RouteSettings now) {
        RouteSettings.Recipients tables = now.recipients();
        String name = recipient.localPart().toLowerCase(Locale.ROOT);
        String bare = tables.delimiters().split(name).user();
        for (String user : List.of(name, bare)) {
            if (found(tables.localUser(), user)) {
                return value(now.local().mailboxTransport(), user)
                        .map(text -> handedOver(text, recipient, now))
                        .orElseGet(() -> toUser(user, recipient, now));
            }
        }
        return value(now.local().fallbackTransport(), bare)
                .map(text -> handedOver(text, recipient, now))
                .orElseGet(() -> unknown(name, recipient, now));
    }

    // An operator has taken the filter away behind which the alias would have been followed
    private static Route unknown(String name, Address recipient, RouteSettings now) {
        return found(Answer::lookup, now.aliases().local().apply(recipient))
                ? new Route.Defer("4.3.5", "its alias is followed when the message is requeued")
                : new Route.Reject("5.1.1", "unknown user: \"" + name + "\"");
    }

    private static Route toUser(String user, Address recipient, RouteSettings now) {
        Handovers handovers = now.local().handovers();
        return value(handovers::mailboxCommand, user)
                .map(command -> new Handover(Handover.Kind.COMMAND, command, user))
                .or(
                        () ->
                                value(handovers::homeMailbox, user)
                                        .map(file -> new Handover(Handover.Kind.FILE, file, user)))
                .<Route>map(handover -> new Route.ToOwner(handover, recipient))
                .orElseGet(() -> new Route.ToMailbox("local", user, recipient));
    }

    private static Route handedOver(String text, Address recipient, RouteSettings now) {
        TransportSpec spec = TransportSpec.parse(text);
        return spec.transport().equals("local")
                ? new Route.Defer("4.3.5", "mail transport loops: " + text)
                : toRoute(spec, recipient, now);
    }

    private static Route virtual(Address recipient, Recipients tables) {
        if (!found(tables.virtualMailbox(), recipient)) {
            return new Route.Reject("5.1.1", "unknown user: \"" + recipient.key() + "\"");
        }
        String bare = tables.delimiters().split(recipient.localPart()).user();
        String full = recipient.key();
        boolean own = found(tables.localUser(), full);
        String account = own ? full : new Address(bare, recipient.domain()).key();
        return new Route.ToMailbox("virtual", account, recipient);
    }

    private static Route error(String text, String otherwise) {
        var error = ErrorText.parse(text, otherwise);
        return error.status().startsWith("4")
                ? new Route.Defer(error.status(), error.text())
                : new Route.Reject(error.status(), error.text());
    }
}
