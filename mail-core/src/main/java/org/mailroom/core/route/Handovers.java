// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

import java.util.Optional;

/// To which commands and files mail may be given, and with whose rights (local(8)). Safe for use by
/// several threads.
public interface Handovers {

    /// None.
    Handovers NONE =
            new Handovers() {
                @Override
                public String owner(LookupTable table) {
                    return "";
                }

                @Override
                public String owner(Address user) {
                    return "";
                }

                @Override
                public Optional<String> refusal(HandoverSource source, Handover handover) {
                    return Optional.of("mail is not given to commands or files");
                }

                @Override
                public Lookup mailboxCommand(String user) {
                    return Lookup.NOT_FOUND;
                }

                @Override
                public Lookup homeMailbox(String user) {
                    return Lookup.NOT_FOUND;
                }
            };

    /// With whose rights something is done that an alias says: the name of a user, empty for
    /// nobody's in particular.
    ///
    /// @param table has the alias
    /// @throws org.mailroom.core.table.TableFailedException when it cannot be told now
    String owner(LookupTable table);

    /// The same for what a user says who forwards his mail.
    ///
    /// @param user an address of his
    String owner(Address user);

    /// Why it is not done; empty where it is.
    Optional<String> refusal(HandoverSource source, Handover handover);

    /// The command that takes the mail of a user in the place of his mailbox.
    Lookup mailboxCommand(String user);

    /// The file that does, where no command does.
    Lookup homeMailbox(String user);
}
