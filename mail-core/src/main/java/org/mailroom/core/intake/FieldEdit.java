// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

/// What becomes of the fields of a header on their way. Used by one thread.
@FunctionalInterface
interface FieldEdit {

    /// They go on as they came.
    FieldEdit NONE =
            (_, field, out) -> {
                out.write(field, 0, field.length);
                return Rest.GOES_ALONG;
            };

    /// What becomes of the lines of a field that is too long to be held as a whole.
    enum Rest {
        GOES_ALONG,
        IS_DROPPED
    }

    /// Writes what goes on in the place of a field.
    ///
    /// @param name in lower case
    /// @param field all of its lines; of one that is too long the beginning
    Rest edit(String name, byte[] field, OctetSink out);
}
