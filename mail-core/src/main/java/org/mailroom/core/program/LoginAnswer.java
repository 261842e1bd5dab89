// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

/// What the system says to a password.
public sealed interface LoginAnswer {
    LoginAnswer RIGHT = new Right();
    LoginAnswer WRONG = new Wrong();

    /// It is his, and he may log in.
    record Right() implements LoginAnswer {}

    /// It is not, or there is nobody of that name, or he may not log in now.
    record Wrong() implements LoginAnswer {}

    /// Nobody knows.
    record Unavailable(String reason) implements LoginAnswer {}
}
