// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.address.ReversePath;
import org.mailroom.core.compute.ComputeThreads;
import org.mailroom.core.dns.Resolver;
import org.mailroom.core.log.PostfixLines;
import org.mailroom.core.net.Transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// What the client needs of the rest of the server.
///
/// @param isOurs whether one who connects there meets this server: mail would loop
/// @param lines the mail log
/// @param debugPeers `debug_peer_list`: the servers, by name and address, whose dialogues are
///   logged
/// @param breaches hears of servers with which SMTP could not be spoken
public record Means(
        Resolver resolver,
        Transport transport,
        ComputeThreads computing,
        RandomGenerator random,
        InstantSource clock,
        Predicate<InetSocketAddress> isOurs,
        PostfixLines lines,
        BiPredicate<String, InetAddress> debugPeers,
        Breaches breaches) {

    /// Takes what was said with a server about a message of that sender.
    @FunctionalInterface
    public interface Breaches {
        void tell(String server, ReversePath sender, List<String> said);
    }
}
