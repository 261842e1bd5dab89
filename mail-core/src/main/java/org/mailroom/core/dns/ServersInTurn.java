// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// Asks one server after the other, from the first on, until one gives an answer that can be used:
/// records, or that there are none. (dnsjava's own list of servers takes SERVFAIL for an answer.)
/// Safe for use by several threads.
final class ServersInTurn implements Resolver {
    private final List<Resolver> servers;
    private final int rounds;

    ServersInTurn(List<Resolver> servers, int rounds) {
        this.servers = List.copyOf(servers);
        this.rounds = rounds;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return ask(query, executor, 0);
    }

    private CompletionStage<Message> ask(Message query, Executor executor, int turn) {
        Resolver server = servers.get(turn % servers.size());
        CompletionStage<Message> asked = server.sendAsync(query, executor);
        if (turn + 1 >= rounds * servers.size()) {
            return asked;
        }
        return asked.handle((reply, failure) -> failure == null && isUsable(reply))
                .thenCompose(usable -> usable ? asked : ask(query, executor, turn + 1));
    }

    private static boolean isUsable(Message reply) {
        int code = reply.getRcode();
        return code == Rcode.NOERROR || code == Rcode.NXDOMAIN;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        return sendAsync(query, Runnable::run);
    }

    @Override
    public void setPort(int port) {
        servers.forEach(server -> server.setPort(port));
    }

    @Override
    public void setTCP(boolean always) {
        servers.forEach(server -> server.setTCP(always));
    }

    @Override
    public void setIgnoreTruncation(boolean ignore) {
        servers.forEach(server -> server.setIgnoreTruncation(ignore));
    }

    @Override
    public void setEDNS(int version, int payload, int flags, List<EDNSOption> options) {
        servers.forEach(server -> server.setEDNS(version, payload, flags, options));
    }

    @Override
    public void setTSIGKey(TSIG key) {
        servers.forEach(server -> server.setTSIGKey(key));
    }

    @Override
    public void setTimeout(Duration timeout) {
        servers.forEach(server -> server.setTimeout(timeout));
    }
}
