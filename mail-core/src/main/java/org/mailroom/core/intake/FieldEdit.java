// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

/// What becomes of the fields of a header on their way. Used by one thread.
@FunctionalInterface
interface FieldEdit {

    /// They go on as they came.
    FieldEdit NONE =
            (name, field, out) -> {
                out.field(name, field);
                return Rest.GOES_ALONG;
            };

    /// What becomes of the lines of a field that is too long to be held as a whole.
    enum Rest {
        GOES_ALONG,
        IS_DROPPED
    }

    /// Takes what goes on in the place of a field.
    interface Out {

        /// Passes where fields of the name may travel on.
        ///
        /// @param name in lower case
        void field(String name, byte[] lines);

        /// Lines that are put before the field, whatever becomes of it.
        void before(byte[] buffer, int offset, int length);
    }

    /// Writes what goes on in the place of a field.
    ///
    /// @param name in lower case
    /// @param field all of its lines; of one that is too long the beginning
    Rest edit(String name, byte[] field, Out out);
}
