// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.address.Address;
import org.mailroom.core.queue.Handling;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What content tables have said of a whole message so far. Used by one thread.
final class ContentVerdict {
    private Optional<Draft.Committed.Refused> refusal = Optional.empty();
    private Optional<Address> redirect = Optional.empty();
    private final Set<Address> copies = new LinkedHashSet<>();
    private Handling handling = Handling.USUAL;
    private boolean discarded;
    private boolean over;

    /// Whether nothing more is to be looked at.
    boolean isOver() {
        return over;
    }

    void pass() {
        over = true;
    }

    void discard() {
        discarded = true;
        over = true;
    }

    void refuse(Draft.Committed.Refused how) {
        refusal = Optional.of(how);
        over = true;
    }

    void redirectTo(Address address) {
        redirect = Optional.of(address);
    }

    void copyTo(Address address) {
        copies.add(address);
    }

    void handle(UnaryOperator<Handling> change) {
        handling = change.apply(handling);
    }

    /// Whether it is held, and by what transport it goes.
    Handling handling() {
        return handling;
    }

    Optional<Draft.Committed.Refused> refusal() {
        return refusal;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /// Who gets the message in the place of its recipients.
    Optional<Address> redirect() {
        return redirect;
    }

    List<Address> copies() {
        return List.copyOf(copies);
    }
}
