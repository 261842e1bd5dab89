// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import org.mailroom.core.address.Address;

/// What an address has become.
public sealed interface Rewritten {

    /// Another one, or the same.
    record To(Address address) implements Rewritten {}

    /// A table could not be asked, or answered with what is no address.
    record NotNow(String reason) implements Rewritten {}
}
