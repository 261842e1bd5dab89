// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a service has of its own before the administrator says anything, as Postfix's master.cf
/// suggests it with `-o`.
final class ServiceDefaults {
    private static final List<Assignment> SUBMISSION =
            List.of(
                    of(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, "encrypt"),
                    of(SmtpServerParameters.SMTPD_SASL_AUTH_ENABLE, "yes"));

    private ServiceDefaults() {}

    static void addTo(Map<ServiceName, Map<String, Assignment>> services) {
        for (String name : List.of("submission", "submissions")) {
            Map<String, Assignment> own =
                    services.computeIfAbsent(ServiceName.server(name), _ -> new LinkedHashMap<>());
            SUBMISSION.forEach(value -> own.putIfAbsent(value.name(), value));
        }
    }

    private static Assignment of(Parameter<?> parameter, String value) {
        return new Assignment("default of the service", parameter.name(), value);
    }
}
