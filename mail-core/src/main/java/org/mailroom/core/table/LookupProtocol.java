// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import java.io.IOException;
import java.io.InputStream;

/// How a server is asked for a key, and answers.
interface LookupProtocol {

    /// Whether partial keys make sense here.
    boolean takesPartialKeys();

    byte[] request(String key);

    /// Reads one answer. An IOException is a server that does not keep to the protocol: its
    /// connection is not used again.
    Lookup answer(InputStream in) throws IOException;
}
