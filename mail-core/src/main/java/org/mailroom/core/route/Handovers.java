// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import org.mailroom.core.address.Address;
import org.mailroom.core.config.HandoverSource;
import org.mailroom.core.queue.Handover;
import org.mailroom.core.table.Lookup;

import java.util.Optional;

/// To which commands and files mail may be given, and with whose rights (local(8)). Safe for use by
/// several threads.
public interface Handovers {

    /// None.
    Handovers NONE =
            new Handovers() {
                @Override
                public String owner(HandoverSource source, Address alias) {
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
            };

    /// With whose rights something is done that is written there: the name of a user, empty for
    /// nobody's in particular.
    ///
    /// @param source an alias, or the file of a user; a list tells whose it is when it is read
    /// @param alias the alias, or the address of the user who forwards his mail
    /// @throws org.mailroom.core.table.TableFailedException when it cannot be told now
    String owner(HandoverSource source, Address alias);

    /// Why it is not done; empty where it is.
    Optional<String> refusal(HandoverSource source, Handover handover);

    /// The command that takes the mail of a user in the place of his mailbox.
    Lookup mailboxCommand(String user);
}
