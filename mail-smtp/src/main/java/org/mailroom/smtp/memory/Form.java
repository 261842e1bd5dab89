// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.memory;

import java.time.Instant;
import java.util.Optional;

/// How a value stands in a file, and until when it is worth keeping.
public interface Form<V> {

    /// One line, without the key.
    String text(V value);

    /// Empty where the text is no value.
    Optional<V> value(String text);

    /// When it may be forgotten.
    Instant end(V value);
}
