// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientParameters;
import org.mailroom.core.config.FilterParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.route.Daemon;
import org.mailroom.core.route.RouteSettings;
import org.mailroom.core.route.TransportSpec;
import org.mailroom.smtp.client.NextHop;
import org.mailroom.smtp.client.Protocol;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Looks for transports that do not exist and next hops that are none, wherever one is named.
///
/// @param transports what there is
/// @param unusable those that are declared in a way that is told of elsewhere
/// @param sockets looks at those of next hops
record TransportCheck(
        MainCf main,
        WrittenValues values,
        RouteSettings.Transports transports,
        Set<String> unusable,
        SocketCheck sockets,
        Consumer<String> faults) {
    private static final List<Parameter<String>> SPECS =
            List.of(
                    RouteParameters.LOCAL_TRANSPORT,
                    RouteParameters.VIRTUAL_TRANSPORT,
                    RouteParameters.RELAY_TRANSPORT,
                    RouteParameters.DEFAULT_TRANSPORT,
                    RouteParameters.MAILBOX_TRANSPORT,
                    RouteParameters.FALLBACK_TRANSPORT);

    private static final List<Parameter<List<String>>> SPEC_MAPS =
            List.of(
                    RouteParameters.TRANSPORT_MAPS,
                    RouteParameters.MAILBOX_TRANSPORT_MAPS,
                    RouteParameters.FALLBACK_TRANSPORT_MAPS,
                    RouteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS);

    void run() {
        SPECS.forEach(parameter -> spec(main.place(parameter), main.get(parameter)));
        filter();
        SPEC_MAPS.forEach(maps -> values.each(maps, it -> spec(it.place(), it.value())));
        nexthop(main.place(RouteParameters.RELAYHOST), main.get(RouteParameters.RELAYHOST));
        values.each(
                RouteParameters.SENDER_DEPENDENT_RELAYHOST_MAPS,
                it -> nexthop(it.place(), it.value()));
        fallback(ClientParameters.SMTP.finding().fallback(), Protocol.SMTP);
        fallback(ClientParameters.LMTP.finding().fallback(), Protocol.LMTP);
    }

    private void filter() {
        Parameter<String> filter = FilterParameters.CONTENT_FILTER;
        spec(main.place(filter), main.get(filter));
        for (ServiceName service : main.servicesWith(filter)) {
            spec(main.place(filter, service), main.get(filter, service));
        }
    }

    private void fallback(Parameter<List<String>> parameter, Protocol protocol) {
        main.get(parameter).forEach(hop -> nexthop(main.place(parameter), hop, protocol));
        for (ServiceName service : main.servicesWith(parameter)) {
            main.get(parameter, service)
                    .forEach(hop -> nexthop(main.place(parameter, service), hop, protocol));
        }
    }

    private void spec(String place, String text) {
        if (saysNothing(text)) {
            return;
        }
        TransportSpec spec = TransportSpec.parse(text);
        if (spec.transport().isEmpty()) {
            nexthop(place, spec.nexthop());
            return;
        }
        transports
                .daemon(spec.transport())
                .ifPresentOrElse(
                        daemon -> nexthop(place, spec.nexthop(), daemon),
                        () -> transport(place, spec.transport()));
    }

    private void nexthop(String place, String text, Daemon daemon) {
        switch (daemon) {
            case SMTP -> nexthop(place, text);
            case LMTP -> nexthop(place, text, Protocol.LMTP);
            case PIPE -> {}
        }
    }

    private void transport(String place, String name) {
        boolean there = TransportSpec.BUILT_IN.contains(name) || unusable.contains(name);
        if (!there && !name.contains("$")) {
            var all = new TreeSet<>(TransportSpec.BUILT_IN);
            all.addAll(transports.onward().keySet());
            faults.accept(
                    "%s: there is no transport \"%s\" (%s/unix/command would make it); there are %s"
                            .formatted(place, name, name, String.join(", ", all)));
        }
    }

    private void nexthop(String place, String text) {
        if (!saysNothing(text)) {
            nexthop(place, text, Protocol.SMTP);
        }
    }

    private void nexthop(String place, String text, Protocol protocol) {
        if (text.isEmpty() || text.contains("$")) {
            return;
        }
        if (protocol == Protocol.LMTP && text.startsWith("unix:")) {
            sockets.look(place, text, "start an LMTP server there, or name its socket in full");
            return;
        }
        try {
            NextHop.parse(text, protocol, 1);
        } catch (SyntaxException e) {
            faults.accept(
                    "%s: %s: expected domain, domain:port, [host] or [host]:port"
                            .formatted(place, e.getMessage()));
        }
    }

    private static boolean saysNothing(String text) {
        return text.isEmpty() || text.equalsIgnoreCase("DUNNO");
    }
}
