// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

import org.mailroom.core.intake.ContentChecks.Fate;
import org.mailroom.core.rewrite.HeaderAddressEdit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What becomes of each field of a message's header: the content tables are asked first, then its
/// addresses are rewritten, as in cleanup(8). Used by one thread.
final class HeaderEdit implements FieldEdit {
    private final BodyChecks checks;
    private final Optional<HeaderAddressEdit> addresses;
    private final int maxFieldOctets;

    HeaderEdit(BodyChecks checks, Optional<HeaderAddressEdit> addresses, int maxFieldOctets) {
        this.checks = checks;
        this.addresses = addresses;
        this.maxFieldOctets = maxFieldOctets;
    }

    /// Why an address could not be rewritten.
    Optional<String> trouble() {
        return addresses.flatMap(HeaderAddressEdit::trouble);
    }

    @Override
    public Rest edit(String name, byte[] field, Out out) {
        return switch (checks.header(name, field)) {
            case Fate.Kept() -> kept(name, field, out);
            case Fate.Preceded(var text) -> {
                BodyChecks.writeLine(text, out::before);
                yield kept(name, field, out);
            }
            case Fate.Replaced(var text) -> {
                byte[] other = (text + "\r\n").getBytes(StandardCharsets.UTF_8);
                pass(FieldName.of(other, other.length), other, out);
                yield Rest.IS_DROPPED;
            }
            case Fate.Dropped() -> Rest.IS_DROPPED;
        };
    }

    private Rest kept(String name, byte[] field, Out out) {
        pass(name, field, out);
        return Rest.GOES_ALONG;
    }

    // Of a field that is too long the addresses may be cut
    private void pass(String name, byte[] field, Out out) {
        boolean whole = field.length <= maxFieldOctets;
        out.field(name, addresses.filter(_ -> whole).map(it -> it.edit(name, field)).orElse(field));
    }
}
