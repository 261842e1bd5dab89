// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import java.io.IOException;
import java.util.List;

/// One of the programs.
@FunctionalInterface
interface Program {

    /// Does what it is told.
    ///
    /// @throws FatalException when it cannot
    ExitCode run(List<String> arguments, Terminal terminal) throws IOException;
}
