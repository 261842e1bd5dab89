// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.intake.PassingContent;
import org.mailroom.core.net.DottedText;
import org.mailroom.core.net.Transport;
import org.mailroom.core.net.Wire;
import org.mailroom.core.queue.Envelope;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The filter that mail goes through before it is queued (`smtpd_proxy_filter`): another SMTP
/// server, to which the commands of clients are handed. Safe for use by several threads.
///
/// @param contents makes what gathers the content of a message
public record ProxyFilter(
        Transport transport,
        Endpoint place,
        Manner manner,
        Function<Envelope, PassingContent> contents) {

    /// How it is spoken to.
    ///
    /// @param usual how other servers are
    /// @param helloName `smtpd_proxy_ehlo`
    /// @param timeout `smtpd_proxy_timeout`
    public record Manner(ClientSettings usual, String helloName, Duration timeout, When when) {

        // Its lines are those of the client, and so is the time that it takes for them
        private ClientSettings settings() {
            return usual.of(
                    helloName,
                    ClientSettings.Timeouts.all(timeout),
                    new ClientSettings.Content(
                            DottedText.ANY_LENGTH, ClientSettings.EightBit.SENT_AS_IT_IS));
        }
    }

    /// When the filter hears of a message.
    public enum When {
        /// With each command of the client.
        AT_ONCE,
        /// When the client has sent all of it (`speed_adjust`).
        AT_THE_END
    }

    public boolean hearsAtOnce() {
        return manner.when == When.AT_ONCE;
    }

    /// A session with it, for one message. Nothing is said yet.
    ///
    /// @param warnings hears of trouble with it
    public ProxySession session(Consumer<String> warnings) {
        return new ProxySession(this, warnings);
    }

    Dialogue connect() throws IOException {
        SocketAddress address = place.place().find(manner.timeout);
        Wire wire =
                address instanceof UnixDomainSocketAddress socket
                        ? transport.connect(socket, manner.timeout)
                        : transport.connect(
                                (InetSocketAddress) address, Optional.empty(), manner.timeout);
        return new Dialogue(wire, manner.settings(), Said.Follower.NOBODY);
    }

    String helloName() {
        return manner.helloName;
    }
}
