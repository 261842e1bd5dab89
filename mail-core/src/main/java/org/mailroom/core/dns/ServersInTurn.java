// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks one server after the other, from the first on, until one gives an answer that can be used:
/// records, or that there are none. Safe for use by several threads.
final class ServersInTurn {
    private final List<Server> servers;
    private final DnsSettings settings;
    private final Executor executor;

    /// The answer to everything once nobody waits any more.
    private final CompletableFuture<Message> none = new CompletableFuture<>();

    /// @param trusted whether it is believed when it says that an answer is proven
    private record Server(SimpleResolver resolver, boolean trusted) {}

    ServersInTurn(List<InetSocketAddress> addresses, DnsSettings settings, Executor executor) {
        var each = new ArrayList<Server>();
        for (InetSocketAddress address : addresses) {
            var resolver = new SimpleResolver(address);
            resolver.setTimeout(settings.timeout());
            each.add(new Server(resolver, settings.isTrusted(address.getAddress())));
        }
        this.servers = List.copyOf(each);
        this.settings = settings;
        this.executor = executor;
    }

    /// The answer, its flag AD set only where that can be believed; none when nobody has one.
    Optional<Message> ask(Message question) throws InterruptedException {
        for (int attempt = 0; attempt < settings.attempts(); attempt++) {
            for (Server server : servers) {
                Optional<Message> reply = ask(server, question).filter(ServersInTurn::isUsable);
                if (reply.isPresent()) {
                    return reply;
                }
            }
        }
        return Optional.empty();
    }

    /// From now on nothing has an answer, and nobody waits for one.
    void hurry() {
        none.cancel(false);
    }

    private Optional<Message> ask(Server server, Message question) throws InterruptedException {
        if (none.isDone()) {
            return Optional.empty();
        }
        Message query = question.clone();
        // RFC 6840 §5.7: says that the answer may have the flag; signatures are not asked for
        query.getHeader().setFlag(Flags.AD);
        try {
            Message reply =
                    server.resolver()
                            .sendAsync(query, executor)
                            .applyToEither(none, answer -> answer)
                            .toCompletableFuture()
                            .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!server.trusted()) {
                reply.getHeader().unsetFlag(Flags.AD);
            }
            return Optional.of(reply);
        } catch (ExecutionException | TimeoutException noAnswer) {
            return Optional.empty();
        }
    }

    private static boolean isUsable(Message reply) {
        // Cut off by TCP as well, it may have lost anything
        if (reply.getHeader().getFlag(Flags.TC)) {
            return false;
        }
        int code = reply.getRcode();
        return (code == Rcode.NOERROR && !isReferral(reply)) || code == Rcode.NXDOMAIN;
    }

    // RFC 2308 §2.2: a server that knows others only
    private static boolean isReferral(Message reply) {
        return reply.getSection(Section.ANSWER).isEmpty()
                && has(reply, Type.NS)
                && !has(reply, Type.SOA);
    }

    private static boolean has(Message reply, int type) {
        return reply.getSection(Section.AUTHORITY).stream().anyMatch(r -> r.getType() == type);
    }
}
