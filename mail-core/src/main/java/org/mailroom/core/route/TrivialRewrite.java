// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.AddressUse;
import org.mailroom.core.queue.Recipient;
import org.mailroom.core.rewrite.Rewritten;
import org.mailroom.core.route.RouteSettings.Recipients;
import org.mailroom.core.route.RouteSettings.Transports;
import org.mailroom.core.table.Lookup;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// The router, named after Postfix's daemon. Each question is answered by one state of the
/// configuration. Safe for use by several threads.
public final class TrivialRewrite implements Router {
    private static final Pattern STATUS = Pattern.compile("([45]\\.\\d{1,3}\\.\\d{1,3})\\s+(.*)");
    private static final String TABLE_TROUBLE = "4.3.0";

    private final Supplier<RouteSettings> settings;

    /// A table could not be asked on the way to an answer.
    private static final class TableFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TableFailedException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    public TrivialRewrite(Supplier<RouteSettings> settings) {
        this.settings = settings;
    }

    @Override
    public AddressClass classify(Address recipient) {
        return classify(recipient, settings.get());
    }

    @Override
    public Known known(Address recipient) {
        RouteSettings now = settings.get();
        return switch (now.rewriting().rewrite(recipient, AddressUse.ENVELOPE_RECIPIENT)) {
            case Rewritten.To(var address) -> known(address, now);
            case Rewritten.NotNow(var reason) -> new Known.Unsure(reason);
        };
    }

    private static Known known(Address recipient, RouteSettings now) {
        try {
            if (found(of -> now.aliases().virtual().apply(of).lookup(), recipient)) {
                return reachable(recipient, now);
            }
            Recipients tables = now.recipients();
            return switch (classify(recipient, now)) {
                case LOCAL ->
                        known(tables.local(), recipient, "local recipient") instanceof Known.No no
                                ? no
                                : reachable(recipient, now);
                case VIRTUAL_ALIAS -> unknown("virtual alias");
                case VIRTUAL_MAILBOX ->
                        known(Optional.of(tables.virtualMailbox()), recipient, "virtual mailbox");
                case RELAY -> known(tables.relay(), recipient, "relay recipient");
                case DEFAULT -> new Known.Yes();
            };
        } catch (TableFailedException e) {
            return new Known.Unsure(e.reason());
        }
    }

    @Override
    public Expansion expand(List<Recipient> recipients) {
        return new AliasExpansion(settings.get()).of(recipients);
    }

    @Override
    public Route route(Address recipient) {
        RouteSettings now = settings.get();
        try {
            return toRoute(spec(recipient, now), recipient, now);
        } catch (TableFailedException e) {
            return new Route.Defer(TABLE_TROUBLE, e.reason());
        }
    }

    @Override
    public Route route(Address recipient, TransportSpec by) {
        RouteSettings now = settings.get();
        try {
            return toRoute(by.orElse(spec(recipient, now)), recipient, now);
        } catch (TableFailedException e) {
            return new Route.Defer(TABLE_TROUBLE, e.reason());
        }
    }

    private static AddressClass classify(Address recipient, RouteSettings now) {
        String domain = recipient.domain().toLowerCase(Locale.ROOT);
        RouteSettings.Domains domains = now.domains();
        if (domain.isEmpty() || found(domains.local(), domain)) {
            return AddressClass.LOCAL;
        }
        if (found(domains.virtualAlias(), domain)) {
            return AddressClass.VIRTUAL_ALIAS;
        }
        if (found(domains.virtualMailbox(), domain)) {
            return AddressClass.VIRTUAL_MAILBOX;
        }
        return found(domains.relay(), domain) ? AddressClass.RELAY : AddressClass.DEFAULT;
    }

    // Asked in time, so that an alias that leads nowhere holds up no other recipient of the message
    private static Known reachable(Address recipient, RouteSettings now) {
        return switch (new AliasExpansion(now).of(List.of(Recipient.of(recipient)))) {
            case Expansion.Final _ -> new Known.Yes();
            case Expansion.NotNow(var reason) -> new Known.Unsure(reason);
        };
    }

    private static Known known(
            Optional<Function<Address, Lookup>> table, Address recipient, String name) {
        boolean there = table.isEmpty() || found(table.get(), recipient);
        return there ? new Known.Yes() : unknown(name);
    }

    private static Known unknown(String table) {
        return new Known.No("User unknown in " + table + " table");
    }

    // The transport table goes before the class (trivial-rewrite(8)).
    private static TransportSpec spec(Address recipient, RouteSettings now) {
        Transports transports = now.transports();
        AddressClass kind = classify(recipient, now);
        TransportSpec byClass =
                switch (kind) {
                    case LOCAL -> transports.local();
                    case VIRTUAL_ALIAS ->
                            new TransportSpec("error", "5.1.1 User unknown in virtual alias table");
                    case VIRTUAL_MAILBOX -> transports.virtual();
                    case RELAY -> transports.relay().withNexthop(transports.relayhost());
                    case DEFAULT -> transports.otherwise().withNexthop(transports.relayhost());
                };
        return switch (transports.map().apply(recipient)) {
            case Lookup.Found(var text) when !text.strip().equals(":") ->
                    TransportSpec.parse(text).orElse(byClass);
            case Lookup.Found _, Lookup.NotFound _ -> byClass;
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
        };
    }

    private static Route toRoute(TransportSpec spec, Address recipient, RouteSettings now) {
        return switch (spec.transport()) {
            case "local" -> local(recipient, now.recipients());
            case "virtual" -> virtual(recipient, now.recipients());
            case "smtp", "relay" ->
                    new Route.ToHosts(
                            spec.transport(),
                            spec.withNexthop(recipient.domain()).nexthop(),
                            recipient);
            case "discard" -> new Route.Discard(spec.nexthop());
            case "error" -> error(spec.nexthop(), "5.0.0");
            case "retry" -> error(spec.nexthop(), "4.0.0");
            default -> new Route.Defer("4.3.5", "mail transport unavailable: " + spec.transport());
        };
    }

    private static Route local(Address recipient, Recipients tables) {
        String name = recipient.localPart().toLowerCase(Locale.ROOT);
        String bare = tables.delimiters().split(name).user();
        for (String user : List.of(name, bare)) {
            if (found(tables.localUser(), user)) {
                return new Route.ToMailbox("local", user, recipient);
            }
        }
        return new Route.Reject("5.1.1", "unknown user: \"" + name + "\"");
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
        var form = STATUS.matcher(text);
        String status = form.matches() ? form.group(1) : otherwise;
        String reason = form.matches() ? form.group(2) : text;
        return status.startsWith("4")
                ? new Route.Defer(status, reason)
                : new Route.Reject(status, reason);
    }

    private static <T> boolean found(Function<T, Lookup> table, T key) {
        return switch (table.apply(key)) {
            case Lookup.Found _ -> true;
            case Lookup.NotFound _ -> false;
            case Lookup.Failed(var reason) -> throw new TableFailedException(reason);
        };
    }
}
