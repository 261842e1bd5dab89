// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.screen;

import org.mailroom.core.dns.Resolver;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.net.Wire;
import org.mailroom.smtp.memory.LastingMap;

import java.time.InstantSource;
import java.util.function.Supplier;

/// Tests clients before they are greeted, and knows those that have passed. Each is tested on its
/// own thread, so none waits for another. Safe for use by several threads.
///
/// @param known clients that have passed, by their address
public record Screen(
        Supplier<ScreenSettings> settings,
        LastingMap<Passed> known,
        Resolver resolver,
        MailLog log,
        InstantSource clock) {

    /// How many clients are known, before the first are forgotten.
    public static final int ROOM = 100_000;

    /// Tests one client. Blocks for as long as it has to wait.
    public Admission test(Wire wire) {
        ScreenSettings now = settings.get();
        return now.isOn() ? new Screening(this, now, wire).run() : Admission.ADMITTED;
    }
}
