// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import org.mailroom.core.endpoint.Deadline;
import org.mailroom.core.endpoint.Endpoint;
import org.mailroom.core.endpoint.KeptConnections;
import org.mailroom.core.endpoint.Requests;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A service that is asked what to do with a request. Safe for use by several threads.
public final class PolicyService {
    private static final int MAX_IDLE = 50;

    private final Endpoint endpoint;
    private final PolicySettings settings;
    private final Requests server;

    PolicyService(Endpoint endpoint, PolicySettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.server =
                new Requests(
                        endpoint,
                        new KeptConnections<>(MAX_IDLE, settings.maxIdle()),
                        new Requests.Wear(settings.maxTtl(), settings.requestLimit()));
    }

    /// Where it is, as main.cf says.
    public String name() {
        return endpoint.text();
    }

    /// Asks for the action (access(5)); the default one where there is no answer.
    ///
    /// @param topic requests about the same go over the same connection, where it can be
    /// @param warnings hears why there is no answer
    /// @param pause waits before the next attempt
    public String ask(
            Map<String, String> attributes,
            String topic,
            Consumer<String> warnings,
            Consumer<Duration> pause) {
        byte[] request = PolicyProtocol.request(withContext(attributes));
        for (int attempt = 1; attempt <= settings.tryLimit(); attempt++) {
            if (attempt > 1) {
                pause.accept(settings.retryDelay());
            }
            try {
                return server.ask(
                        request, PolicyProtocol::answer, Deadline.in(settings.timeout()), topic);
            } catch (IOException e) {
                warnings.accept("problem talking to server " + name() + ": " + reason(e));
            }
        }
        return settings.defaultAction();
    }

    private Map<String, String> withContext(Map<String, String> attributes) {
        var all = new LinkedHashMap<>(attributes);
        all.put("policy_context", settings.context());
        return all;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no answer in time" : e.getMessage();
    }
}
