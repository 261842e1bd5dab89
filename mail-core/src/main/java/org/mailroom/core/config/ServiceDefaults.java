// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a service has of its own before the administrator says anything, as Postfix's master.cf
/// suggests it with `-o`.
final class ServiceDefaults {
    private static final List<Assignment> SUBMISSION =
            List.of(
                    of(TlsParameters.SMTPD_TLS_SECURITY_LEVEL, "encrypt"),
                    of(SmtpServerParameters.SMTPD_SASL_AUTH_ENABLE, "yes"));

    private static final List<Assignment> SUBMISSIONS =
            Stream.concat(
                            SUBMISSION.stream(),
                            Stream.of(of(TlsParameters.SMTPD_TLS_WRAPPERMODE, "yes")))
                    .toList();

    // Another mail system has judged the mail, and brings that of many
    private static final List<Assignment> LMTP =
            List.of(
                    of(RestrictionParameters.SMTPD_CLIENT_RESTRICTIONS, ""),
                    of(RestrictionParameters.SMTPD_HELO_RESTRICTIONS, ""),
                    of(RestrictionParameters.SMTPD_SENDER_RESTRICTIONS, ""),
                    of(RestrictionParameters.SMTPD_RELAY_RESTRICTIONS, "reject_unauth_destination"),
                    of(RestrictionParameters.SMTPD_RECIPIENT_RESTRICTIONS, ""),
                    of(RestrictionParameters.SMTPD_DATA_RESTRICTIONS, ""),
                    of(RestrictionParameters.SMTPD_END_OF_DATA_RESTRICTIONS, ""),
                    of(ClientRateParameters.SMTPD_CLIENT_CONNECTION_COUNT_LIMIT, "0"),
                    of(ClientRateParameters.SMTPD_CLIENT_CONNECTION_RATE_LIMIT, "0"),
                    of(ClientRateParameters.SMTPD_CLIENT_MESSAGE_RATE_LIMIT, "0"),
                    of(ClientRateParameters.SMTPD_CLIENT_RECIPIENT_RATE_LIMIT, "0"),
                    of(SmtpServerParameters.SMTPD_PEERNAME_LOOKUP, "no"),
                    of(TlsParameters.SMTPD_TLS_WRAPPERMODE, "no"),
                    of(FilterParameters.CONTENT_FILTER, ""),
                    of(FilterParameters.SMTPD_PROXY_FILTER, ""));

    private ServiceDefaults() {}

    static void addTo(Map<ServiceName, Map<String, Assignment>> services) {
        add("submission", SUBMISSION, services);
        add("submissions", SUBMISSIONS, services);
        add("lmtp", LMTP, services);
    }

    private static void add(
            String name,
            List<Assignment> defaults,
            Map<ServiceName, Map<String, Assignment>> services) {
        Map<String, Assignment> own =
                services.computeIfAbsent(ServiceName.server(name), _ -> new LinkedHashMap<>());
        defaults.forEach(value -> own.putIfAbsent(value.name(), value));
    }

    private static Assignment of(Parameter<?> parameter, String value) {
        return new Assignment("default of the service", parameter.name(), value);
    }
}
