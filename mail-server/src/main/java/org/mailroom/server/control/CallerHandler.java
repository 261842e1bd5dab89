// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Answers what commands of users ask the server.
@FunctionalInterface
public interface CallerHandler {
    /// Answers one question.
    ///
    /// @param user who asks, as the system knows him: the name, or the number where he has none
    /// @param in what follows the question, for those that send something
    /// @param out all that is written there is the answer
    void answer(String user, String question, InputStream in, OutputStream out) throws IOException;
}
