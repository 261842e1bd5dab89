// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.PostscreenParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.table.Match;
import org.mailroom.smtp.screen.AccessList;
import org.mailroom.smtp.screen.ScreenSettings;

/// From `main.cf` to the tests of clients before the greeting, of one SMTP service.
record ScreenTests(Settings settings, ServiceName service) {

    ScreenSettings settingsOfScreen() {
        return new ScreenSettings(
                get(NameParameters.MYHOSTNAME),
                accessList(),
                get(PostscreenParameters.POSTSCREEN_DENYLIST_ACTION),
                get(PostscreenParameters.POSTSCREEN_GREET_BANNER),
                get(PostscreenParameters.POSTSCREEN_GREET_WAIT),
                get(PostscreenParameters.POSTSCREEN_GREET_ACTION),
                get(PostscreenParameters.POSTSCREEN_GREET_TTL));
    }

    private MainCf main() {
        return settings.main();
    }

    private <T> T get(Parameter<T> parameter) {
        return main().get(parameter, service);
    }

    private AccessList accessList() {
        return main().use(
                        PostscreenParameters.POSTSCREEN_ACCESS_LIST,
                        service,
                        list ->
                                AccessList.of(
                                        list,
                                        client ->
                                                settings.mynetworks().contains(client)
                                                        instanceof Match.Yes,
                                        settings.tables()::open));
    }
}
