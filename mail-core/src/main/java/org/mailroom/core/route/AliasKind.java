// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

import java.util.Set;

/// The aliases of an address.
public enum AliasKind {
    /// Those of cleanup(8): virtual(5), and the senders that SRS has made.
    VIRTUAL,
    /// Those of local(8): aliases(5), and what users say in their `.forward`.
    LOCAL;

    public static final Set<AliasKind> ALL = Set.of(values());
}
