// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.NewMessage;

import java.io.IOException;

/// Takes messages one by one.
public interface MailSink {
    /// Takes the next.
    ///
    /// @param folder where the message lies in its archive, levels parted by `/`; empty where that
    ///   has none
    /// @param message to be read before this returns
    void accept(String folder, NewMessage message) throws IOException;
}
