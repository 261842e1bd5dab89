// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.net.Transport;
import org.mailroom.core.route.Route;
import org.mailroom.smtp.identity.Client;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The milters of one service. Settings are asked for anew for each session, so a reload reaches
/// the next one. Safe for use by several threads.
public final class MilterService implements Milters {
    private final Supplier<MilterSettings> settings;
    private final Dialer dialer;
    private final BiFunction<Address, ReversePath, Route> router;

    /// @param places what all services share
    /// @param router where mail for an address from a sender goes, for macros
    public MilterService(
            Supplier<MilterSettings> settings,
            Transport transport,
            MilterPlaces places,
            BiFunction<Address, ReversePath, Route> router) {
        this.settings = settings;
        this.dialer = new Dialer(transport, places);
        this.router = router;
    }

    @Override
    public MilterSession open(Client client, Consumer<String> warnings) {
        MilterSettings now = settings.get();
        List<MilterSpec> specs = now.milters(client.address(), warnings);
        if (specs.isEmpty()) {
            return MilterSession.NONE;
        }
        return new MilterSession(
                specs.stream().map(spec -> new Milter(spec, dialer, warnings)).toList(),
                new MacroValues(now.macros(), router),
                now.macros().origin());
    }
}
