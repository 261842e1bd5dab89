// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Answers what commands ask the server.
public interface CommandHandler {
    /// Answers one question.
    ///
    /// @param in what follows the question, for those that send something
    /// @param out all that is written there is the answer
    void answer(String question, InputStream in, OutputStream out) throws IOException;
}
