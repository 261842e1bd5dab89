// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.verify;

import java.util.function.Supplier;

/// What it takes to learn of an address.
public sealed interface Inquiry {

    /// Nothing more.
    record Answered(Standing standing) implements Inquiry {}

    /// Another server is to be asked. `question` blocks.
    ///
    /// @param server which one, the same for all domains whose mail goes there
    record AtServer(String server, Supplier<Standing> question) implements Inquiry {}
}
