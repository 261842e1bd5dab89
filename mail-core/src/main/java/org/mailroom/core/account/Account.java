// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// A person or program with a mailbox and a password. The name is that of the password database: a
/// local user without `@`, or the address of a virtual mailbox.
public record Account(String name) {
    public Account {
        if (!isName(name)) {
            throw new IllegalArgumentException("not an account name");
        }
    }

    /// Whether an account can be called so: the name is part of paths.
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.charAt(0) != '.'
                && name.chars().noneMatch(c -> c < ' ' || c == 127 || c == '/');
    }
}
