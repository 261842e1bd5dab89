// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

/// A user of another server. As text without the password.
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
