// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;

/// A server that is asked one thing after the other: over a connection that was kept, where the
/// server has not closed it meanwhile. Safe for use by several threads.
///
/// @param wear when a connection is not used any more
public record Requests(Endpoint server, KeptConnections<EndpointConnection> kept, Wear wear) {

    public Requests(Endpoint server, KeptConnections<EndpointConnection> kept) {
        this(server, kept, Wear.NONE);
    }

    /// How long a connection lives, and how many requests it takes; 0 is no limit.
    public record Wear(Duration age, int requests) {
        static final Wear NONE = new Wear(Duration.ofDays(1), 0);

        boolean allows(EndpointConnection connection) {
            return connection.age().compareTo(age) < 0
                    && (requests == 0 || connection.requests() < requests);
        }
    }

    /// Reads one answer. An IOException is a server that does not keep to the protocol.
    @FunctionalInterface
    public interface Answer<T> {
        T read(InputStream in) throws IOException;
    }

    /// Asks, and waits for the answer.
    ///
    /// @throws IOException where there is none in time, or it is none
    public <T> T ask(byte[] request, Answer<T> answer, Deadline deadline) throws IOException {
        return ask(request, answer, deadline, "");
    }

    /// The same; what is asked about one topic goes over one connection, where it can be.
    public <T> T ask(byte[] request, Answer<T> answer, Deadline deadline, String topic)
            throws IOException {
        Optional<EndpointConnection> idle = quiet(topic);
        Optional<T> told =
                idle.isPresent()
                        ? ask(idle.get().about(topic), request, answer, deadline)
                        : Optional.empty();
        if (told.isEmpty()) {
            EndpointConnection fresh = EndpointConnection.open(server, deadline).about(topic);
            told = ask(fresh, request, answer, deadline);
        }
        return told.orElseThrow(() -> new IOException("connection closed"));
    }

    private Optional<EndpointConnection> quiet(String topic) {
        for (var idle = take(topic); idle.isPresent(); idle = take(topic)) {
            if (wear.allows(idle.get()) && idle.get().isQuiet()) {
                return idle;
            }
            KeptConnections.close(idle.get());
        }
        return Optional.empty();
    }

    private Optional<EndpointConnection> take(String topic) {
        return topic.isEmpty()
                ? kept.take()
                : kept.take(connection -> connection.topic().equals(topic));
    }

    /// Answers nothing where the server has closed instead of an answer.
    private <T> Optional<T> ask(
            EndpointConnection connection, byte[] request, Answer<T> answer, Deadline deadline)
            throws IOException {
        Optional<T> told =
                connection.inTime(
                        deadline,
                        () ->
                                hasAnswer(connection, request)
                                        ? Optional.of(answer.read(connection.in()))
                                        : Optional.empty());
        if (told.isPresent() && wear.allows(connection)) {
            kept.keep(connection);
        } else {
            KeptConnections.close(connection);
        }
        return told;
    }

    private static boolean hasAnswer(EndpointConnection connection, byte[] request)
            throws IOException {
        try {
            connection.send(request);
            InputStream in = connection.in();
            in.mark(1);
            boolean begins = in.read() >= 0;
            in.reset();
            return begins;
        } catch (ClosedChannelException late) {
            throw late;
        } catch (IOException _) {
            return false;
        }
    }
}
