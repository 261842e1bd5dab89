// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Origin;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.server.SmtpSettings.Option;
import org.mailroom.smtp.server.Transaction.Open;

/// What is told of a message besides its content.
record EnvelopeForm(SmtpSettings settings) {

    Envelope envelope(Client client, Open message) {
        var parameters = message.parameters();
        return new Envelope(
                message.sender(),
                message.recipients(),
                origin(client, parameters.encoding()),
                parameters.body(),
                parameters.encoding(),
                parameters.envid(),
                parameters.returning(),
                parameters.tls(),
                Envelope.Purpose.DELIVERY,
                message.urgency());
    }

    private Origin origin(Client client, Envelope.Encoding encoding) {
        return new Origin(
                client.name().confirmed(),
                client.addressText(),
                client.greeting().name().isEmpty()
                        ? client.name().confirmed()
                        : client.greeting().name(),
                Protocol.keyword(client, encoding),
                client.login()
                        .filter(_ -> settings.has(Option.SMTPD_SASL_AUTHENTICATED_HEADER))
                        .map(login -> login.user()),
                client.tls()
                        .filter(_ -> settings.has(Option.SMTPD_TLS_RECEIVED_HEADER))
                        .map(tls -> "using " + SessionLog.describe(tls)));
    }
}
