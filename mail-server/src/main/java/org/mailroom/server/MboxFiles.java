// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.MainCf;
import org.mailroom.storage.store.StoreSettings;
import org.mailroom.storage.upkeep.MboxCare;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// The mbox files of a configuration, for who looks after them.
public record MboxFiles(StoreSettings settings) {

    /// Those of a configuration.
    ///
    /// @throws ConfigException when it cannot be used
    public static MboxFiles of(MainCf main) {
        return new MboxFiles(Storage.settings(Settings.of(main, TlsMaterial::load, _ -> {})));
    }

    /// Those of a user, INBOX first.
    public List<Path> of(String user) throws IOException {
        return settings.files(user);
    }

    public MboxCare care() {
        return new MboxCare(
                settings.locking(), settings.index(), settings.zone(), InstantSource.system());
    }
}
