// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

/// How much may come of one recipient, and what has come so far. Used by one thread.
final class WalkLimits {
    private static final int MAX_TARGETS = 100_000;
    private static final int MAX_LISTS = 1000;
    private static final int MAX_FORWARDS = 100;

    private final Whose whose;
    private final String recipient;
    private final int maxTargets;
    private final int maxVirtual;
    private int targets;
    private int lists;
    private int forwards;
    private int virtual = 1;
    private boolean isExceeded;

    private enum Whose {
        ADMINISTRATOR,
        USER
    }

    private WalkLimits(Whose whose, String recipient, int maxTargets, int maxVirtual) {
        this.whose = whose;
        this.recipient = recipient;
        this.maxTargets = maxTargets;
        this.maxVirtual = maxVirtual;
    }

    /// For what the administrator has written: aliases(5) are lists, and may be long.
    static WalkLimits of(String recipient, RouteSettings.Aliases aliases) {
        return new WalkLimits(
                Whose.ADMINISTRATOR, recipient, MAX_TARGETS, aliases.expansionLimit());
    }

    /// For what a user has written, and all that comes of it: also what other users have.
    WalkLimits ofUser(String user, RouteSettings.Aliases aliases) throws StoppedException {
        int most = aliases.expansionLimit();
        WalkLimits his = whose == Whose.USER ? this : new WalkLimits(Whose.USER, user, most, most);
        if (++his.forwards > MAX_FORWARDS) {
            his.exceeded();
        }
        return his;
    }

    /// A target of an alias was found.
    void target() throws StoppedException {
        check(++targets, maxTargets);
    }

    /// A list is going to be read.
    void list() throws StoppedException {
        check(++lists, MAX_LISTS);
    }

    /// A virtual alias became so many addresses.
    void virtual(int addresses) throws StoppedException {
        virtual += addresses - 1;
        check(virtual, maxVirtual);
    }

    /// Too many files of users would be read for what a user has written.
    void exceeded() throws StoppedException {
        if (whose == Whose.USER) {
            isExceeded = true;
            throw unreasonable();
        }
    }

    /// Whether the walk that a user has written goes no further; then nothing of it counts.
    boolean isExceeded() {
        return isExceeded;
    }

    private void check(int count, int most) throws StoppedException {
        if (count > most) {
            throw unreasonable();
        }
    }

    private StoppedException unreasonable() {
        return new StoppedException("unreasonable alias expansion of " + recipient);
    }
}
