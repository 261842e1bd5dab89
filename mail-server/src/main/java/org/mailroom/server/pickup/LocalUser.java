// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.table.Lookup;
import org.mailroom.core.table.LookupTable;

/// A user of this host.
///
/// @param fullName as `passwd` has it; empty where it has none
record LocalUser(String name, long uid, String fullName) {
    private static final int UID = 2;
    private static final int GECOS = 4;
    private static final long NOBODY = 65_534;

    /// @param name as the system gives it: the number, for a user without a name
    /// @param passwd the table unix:passwd.byname
    static LocalUser of(String name, LookupTable passwd) {
        if (passwd.find(name) instanceof Lookup.Found(var line)) {
            String[] fields = line.split(":", -1);
            if (fields.length > GECOS) {
                String full = fields[GECOS].split(",", 2)[0];
                String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
                return new LocalUser(name, number(fields[UID]), full.replace("&", capitalized));
            }
        }
        return new LocalUser(name, number(name), "");
    }

    private static long number(String text) {
        return text.matches("\\d{1,10}") ? Long.parseLong(text) : NOBODY;
    }

    @Override
    public String toString() {
        return "%s(%d)".formatted(name, uid);
    }
}
