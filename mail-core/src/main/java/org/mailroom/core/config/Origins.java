// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where the value of each parameter comes from, for messages.
///
/// @param global what was set for all services, by name
/// @param services what was set for single ones
record Origins(Map<String, Assignment> global, Map<ServiceName, Map<String, Assignment>> services) {
    private static final int SHOWN_CHARS = 100;

    Origins {
        global = Map.copyOf(global);
        services = Map.copyOf(services);
    }

    String of(Parameter<?> parameter) {
        return Optional.ofNullable(global.get(parameter.name()))
                .map(set -> set.place() + ": " + written(set.name(), set.text()))
                .orElseGet(() -> written(parameter.name(), parameter.fallback()) + " (default)");
    }

    boolean isSet(Parameter<?> parameter) {
        return global.containsKey(parameter.name());
    }

    String of(Parameter<?> parameter, ServiceName service) {
        return Optional.ofNullable(services.getOrDefault(service, Map.of()).get(parameter.name()))
                .map(
                        set ->
                                "%s: %s/%s"
                                        .formatted(
                                                set.place(),
                                                service,
                                                written(set.name(), set.text())))
                .orElseGet(() -> of(parameter));
    }

    /// The same without what was set for a service.
    Origins without(ServiceName service, String name) {
        var own = new HashMap<>(services.getOrDefault(service, Map.of()));
        own.remove(name);
        var others = new HashMap<>(services);
        others.put(service, own);
        return new Origins(global, others);
    }

    Set<ServiceName> servicesWith(Parameter<?> parameter) {
        return services.entrySet().stream()
                .filter(own -> own.getValue().containsKey(parameter.name()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String written(String name, String text) {
        String value = text.replaceAll("\\s+", " ");
        boolean all = value.length() <= SHOWN_CHARS;
        return name + " = " + (all ? value : value.substring(0, SHOWN_CHARS) + "...");
    }
}
