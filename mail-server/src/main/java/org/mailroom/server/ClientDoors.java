// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AccountParameters;
import org.mailroom.core.config.ImapParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.Pop3Parameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.imap.session.ImapSettings;
import org.mailroom.pop3.Pop3Settings;

import java.util.OptionalLong;

/// From `main.cf` to the settings of IMAP and POP3.
final class ClientDoors {
    private ClientDoors() {}

    static ImapSettings imap(MainCf main, ServiceName service) {
        return new ImapSettings(
                main.get(ImapParameters.IMAP_LOGIN_TIMEOUT, service),
                main.get(ImapParameters.IMAP_IDLE_TIMEOUT, service),
                main.get(ImapParameters.IMAP_IDLE_NOTIFY_INTERVAL, service),
                main.get(AccountParameters.MAIL_MAX_USERIP_CONNECTIONS, service),
                main.get(ImapParameters.IMAP_MAX_LINE_LENGTH, service),
                appendLimit(main.get(MessageParameters.MESSAGE_SIZE_LIMIT, service)),
                Storage.scratch(main));
    }

    // In main.cf zero is no limit
    private static OptionalLong appendLimit(long octets) {
        return octets == 0 ? OptionalLong.empty() : OptionalLong.of(octets);
    }

    static Pop3Settings pop3(MainCf main, ServiceName service) {
        return new Pop3Settings(
                main.get(Pop3Parameters.POP3_LOGIN_TIMEOUT, service),
                main.get(Pop3Parameters.POP3_IDLE_TIMEOUT, service),
                main.get(AccountParameters.MAIL_MAX_USERIP_CONNECTIONS, service),
                main.get(Pop3Parameters.POP3_NO_FLAG_UPDATES, service)
                        ? Pop3Settings.FlagUpdates.NONE
                        : Pop3Settings.FlagUpdates.SEEN_WHEN_RETRIEVED);
    }
}
