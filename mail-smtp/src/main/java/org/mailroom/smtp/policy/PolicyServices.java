// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.endpoint.Endpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The policy services of a configuration, each one once, whatever lists it stands in. Safe for use
/// by several threads.
public final class PolicyServices {
    // An access table may name services as well, with parts of what it was asked for
    private static final int MAX_KEPT = 100;

    private final PolicySettings settings;
    private final Path folder;
    private final Map<String, PolicyService> services = new ConcurrentHashMap<>();

    /// @param settings for services that do not say otherwise
    /// @param folder where relative paths of sockets start from
    public PolicyServices(PolicySettings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /// Reads the argument of `check_policy_service`: `inet:host:port`, `unix:path`, or `{
    /// inet:host:port, timeout=10s, default_action=DUNNO }`.
    ///
    /// @throws ConfigException where it is none of these
    public PolicyService open(String argument) {
        PolicyService known = services.get(argument);
        if (known != null) {
            return known;
        }
        PolicyService service = parse(argument);
        return services.size() < MAX_KEPT
                ? services.computeIfAbsent(argument, _ -> service)
                : service;
    }

    private PolicyService parse(String argument) {
        List<String> words = ListText.split(ListText.unbraced(argument));
        String place = words.isEmpty() ? "" : words.getFirst();
        Endpoint endpoint =
                Endpoint.parse(place, Optional.of(folder))
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                "\"%s\" is no policy service: expected inet:host:port or unix:path"
                                                        .formatted(place)));
        var own = new OwnSettings(words.subList(1, words.size()));
        return new PolicyService(endpoint, own.over(settings));
    }
}
