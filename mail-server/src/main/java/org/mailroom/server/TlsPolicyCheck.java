// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ClientTlsParameters;
import org.mailroom.core.table.TableEntry;
import org.mailroom.smtp.tlspolicy.TlsPolicies;

import java.util.function.Consumer;
import java.util.stream.Stream;

/// Looks for TLS policies of next hops that mean nothing: mail to these would wait.
record TlsPolicyCheck(WrittenValues values, Consumer<String> faults) {
    void run() {
        Stream.of(ClientTlsParameters.SMTP, ClientTlsParameters.LMTP)
                .forEach(client -> values.eachOfAll(client.policyMaps(), this::check));
    }

    private void check(TableEntry entry) {
        if (!entry.value().contains("$")) {
            TlsPolicies.fault(entry.value())
                    .ifPresent(fault -> faults.accept(entry.place() + ": " + fault));
        }
    }
}
