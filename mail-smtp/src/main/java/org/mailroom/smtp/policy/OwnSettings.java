// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.policy;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.ListText;
import org.mailroom.core.config.NearestName;
import org.mailroom.core.config.Type;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stands behind a service: `timeout=10s`, `{ default_action = 451 4.3.0 later }`.
final class OwnSettings {
    private static final List<String> NAMES =
            List.of(
                    "default_action",
                    "max_idle",
                    "max_ttl",
                    "policy_context",
                    "request_limit",
                    "retry_delay",
                    "timeout",
                    "try_limit");
    private static final Type<Duration> TIME = Type.duration('s', Duration.ofSeconds(1));

    private final Map<String, String> values = new HashMap<>();

    /// @throws ConfigException where one of them is none
    OwnSettings(List<String> assignments) {
        for (String assignment : assignments) {
            String[] parts = ListText.unbraced(assignment).split("\\s*=\\s*", 2);
            if (parts.length < 2) {
                throw new ConfigException(
                        "\"" + assignment + "\" has no value: expected name=value");
            }
            if (!NAMES.contains(parts[0])) {
                throw new ConfigException(unknown(parts[0]));
            }
            values.put(parts[0], parts[1]);
        }
    }

    private static String unknown(String name) {
        String problem = "\"" + name + "\" is no setting of a policy service";
        return NearestName.of(name, NAMES)
                .map(meant -> problem + ", did you mean \"" + meant + "\"?")
                .orElse(problem + ": expected one of " + String.join(", ", NAMES));
    }

    /// These where they are given, `common` where not.
    PolicySettings over(PolicySettings common) {
        return new PolicySettings(
                value("default_action", Type.word("an action"), common.defaultAction()),
                value("max_idle", TIME, common.maxIdle()),
                value("max_ttl", TIME, common.maxTtl()),
                value("policy_context", Type.text(), common.context()),
                value("request_limit", Type.number(0, Integer.MAX_VALUE), common.requestLimit()),
                value("retry_delay", TIME, common.retryDelay()),
                value("timeout", TIME, common.timeout()),
                value("try_limit", Type.number(1, Integer.MAX_VALUE), common.tryLimit()));
    }

    private <T> T value(String name, Type<T> type, T common) {
        return Optional.ofNullable(values.get(name))
                .map(
                        text ->
                                type.reader()
                                        .apply(text)
                                        .orElseThrow(
                                                () ->
                                                        new ConfigException(
                                                                "%s=%s: expected %s"
                                                                        .formatted(
                                                                                name,
                                                                                text,
                                                                                type.expected()))))
                .orElse(common);
    }
}
