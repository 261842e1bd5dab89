// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.net.Door;
import org.mailroom.core.net.Wire;
import org.mailroom.core.net.WireClosedException;
import org.mailroom.smtp.screen.Admission;
import org.mailroom.smtp.screen.Screen;

/// The SMTP server behind the tests of postscreen. Safe for use by several threads.
public record ScreenedService(Screen screen, SmtpService service) implements Door.SessionStarter {

    @Override
    public void run(Wire wire) {
        switch (screen.test(wire)) {
            case Admission.Admitted() -> service.run(wire);
            case Admission.Refused(var reply) -> service.refuse(wire, reply);
            case Admission.TurnedAway() -> {}
        }
    }

    @Override
    public void handshakeFailed(Wire wire, WireClosedException why) {
        service.handshakeFailed(wire, why);
    }
}
