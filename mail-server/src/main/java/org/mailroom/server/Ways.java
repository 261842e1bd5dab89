// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.RouteParameters;
import org.mailroom.core.config.VerifyParameters;

import java.util.List;

/// The parameters that say which way mail goes.
record Ways(
        Parameter<List<String>> maps,
        Parameter<String> local,
        Parameter<String> virtual,
        Parameter<String> relay,
        Parameter<String> otherwise,
        Parameter<String> relayhost,
        Parameter<List<String>> transportsBySender,
        Parameter<List<String>> relayhostsBySender) {

    static final Ways OF_MAIL =
            new Ways(
                    RouteParameters.TRANSPORT_MAPS,
                    RouteParameters.LOCAL_TRANSPORT,
                    RouteParameters.VIRTUAL_TRANSPORT,
                    RouteParameters.RELAY_TRANSPORT,
                    RouteParameters.DEFAULT_TRANSPORT,
                    RouteParameters.RELAYHOST,
                    RouteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS,
                    RouteParameters.SENDER_DEPENDENT_RELAYHOST_MAPS);

    static final Ways OF_PROBES =
            new Ways(
                    VerifyParameters.ADDRESS_VERIFY_TRANSPORT_MAPS,
                    VerifyParameters.ADDRESS_VERIFY_LOCAL_TRANSPORT,
                    VerifyParameters.ADDRESS_VERIFY_VIRTUAL_TRANSPORT,
                    VerifyParameters.ADDRESS_VERIFY_RELAY_TRANSPORT,
                    VerifyParameters.ADDRESS_VERIFY_DEFAULT_TRANSPORT,
                    VerifyParameters.ADDRESS_VERIFY_RELAYHOST,
                    VerifyParameters.ADDRESS_VERIFY_SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS,
                    VerifyParameters.ADDRESS_VERIFY_SENDER_DEPENDENT_RELAYHOST_MAPS);
}
