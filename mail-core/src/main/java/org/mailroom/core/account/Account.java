// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// A person or program with a mailbox and a password. The name is that of the password database: a
/// local user without `@`, or the address of a virtual mailbox.
public record Account(String name) {
    public Account {
        if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ' || c == 127 || c == '/')) {
            throw new IllegalArgumentException("not an account name");
        }
    }
}
