// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// One line of a users file. `rest` is what comes after the password, as it stands, with its colon.
record UserLine(String name, StoredPassword password, String rest) {
    UserLine {
        if (name.chars().anyMatch(c -> c == ':')) {
            throw new IllegalArgumentException("a user name has no colon");
        }
        new Account(name);
    }

    static UserLine parse(String line) {
        String[] fields = line.split(":", 3);
        if (fields.length < 2) {
            throw new IllegalArgumentException("expected user:{SCHEME}hash");
        }
        String rest = fields.length > 2 ? ":" + fields[2] : "";
        return new UserLine(fields[0], StoredPassword.parse(fields[1]), rest);
    }

    String text() {
        return name + ":" + password.field() + rest;
    }
}
