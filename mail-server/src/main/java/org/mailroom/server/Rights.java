// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.MainCf;

import java.nio.file.Files;
import java.nio.file.Path;

/// What the user that the server runs as may do with files.
sealed interface Rights permits Rights.OfThisProcess, ServiceUser {

    /// Its name.
    String user();

    /// `user:group` as chown(1) takes it; of the group nothing where it is not known.
    String owner();

    /// The group to which mailboxes can be given so that it may read and write them.
    String group();

    boolean mayRead(Path file);

    boolean mayWrite(Path file);

    /// Whether files can be made in a directory.
    boolean mayFill(Path directory);

    /// Those of this process; where root looks and the server is another user, that user's.
    static Rights of(MainCf main) {
        return ServiceUser.isRoot()
                ? ServiceUser.of(main).<Rights>map(user -> user).orElseGet(OfThisProcess::new)
                : new OfThisProcess();
    }

    /// Asks the system.
    record OfThisProcess() implements Rights {
        @Override
        public String user() {
            return owner();
        }

        @Override
        public String owner() {
            return System.getProperty("user.name", "?");
        }

        @Override
        public String group() {
            return owner();
        }

        @Override
        public boolean mayRead(Path file) {
            return Files.isReadable(file);
        }

        @Override
        public boolean mayWrite(Path file) {
            return Files.isWritable(file);
        }

        @Override
        public boolean mayFill(Path directory) {
            return Files.isWritable(directory) && Files.isExecutable(directory);
        }
    }
}
