// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What the helper is asked for: the first number of a connection.
public enum Verb {
    /// To run a program: `JobCodec` follows.
    RUN(1),
    /// To judge a password: `LoginCodec` follows.
    LOGIN(2);

    private final int number;

    Verb(int number) {
        this.number = number;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(number);
    }

    /// Reads one.
    ///
    /// @throws IOException also when it is none
    public static Verb read(DataInputStream in) throws IOException {
        int number = in.readInt();
        for (Verb verb : values()) {
            if (verb.number == number) {
                return verb;
            }
        }
        throw new IOException("another version");
    }
}
