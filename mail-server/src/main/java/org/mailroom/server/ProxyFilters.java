// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FilterParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.ProxyOption;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.intake.PassingContent;
import org.mailroom.core.net.Transport;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.QueueId;
import org.mailroom.smtp.client.ProxyFilter;
import org.mailroom.smtp.client.ProxyFilter.When;

import java.time.Instant;
import java.util.Optional;

/// From `main.cf` to the filter before the queue of one SMTP service.
record ProxyFilters(Settings settings, ServiceName service) {
    private static final QueueId NOT_QUEUED = new QueueId("NOQUEUE");

    /// Where it is; empty where there is none.
    ///
    /// @throws ConfigException when it cannot be anywhere
    Optional<Endpoint> place() {
        return main().use(
                        FilterParameters.SMTPD_PROXY_FILTER,
                        service,
                        text ->
                                text.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(parse(text).orElseThrow(ProxyFilters::none)));
    }

    private static ConfigException none() {
        return new ConfigException("expected host:port, a port, or unix:/path");
    }

    private static Optional<Endpoint> parse(String text) {
        if (text.matches("\\d+")) {
            return Endpoint.ofHost("localhost:" + text);
        }
        return Endpoint.parse(text, Optional.empty()).or(() -> Endpoint.ofHost(text));
    }

    Optional<ProxyFilter> filter(Transport transport) {
        return place().map(place -> new ProxyFilter(transport, place, manner(), this::contents));
    }

    private ProxyFilter.Manner manner() {
        boolean adjusts =
                main().get(FilterParameters.SMTPD_PROXY_OPTIONS, service)
                        .contains(ProxyOption.SPEED_ADJUST);
        return new ProxyFilter.Manner(
                settings.hosts().of("smtp"),
                main().get(FilterParameters.SMTPD_PROXY_EHLO, service),
                main().get(FilterParameters.SMTPD_PROXY_TIMEOUT, service),
                adjusts ? When.AT_THE_END : When.AT_ONCE);
    }

    private PassingContent contents(Envelope envelope) {
        return new PassingContent(
                settings.cleanup(), envelope, NOT_QUEUED, Storage.scratch(main()), Instant.now());
    }

    private MainCf main() {
        return settings.main();
    }
}
