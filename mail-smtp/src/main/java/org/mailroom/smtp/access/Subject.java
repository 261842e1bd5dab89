// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// What a restriction finds fault with, in the words of the reply.
public enum Subject {
    CLIENT("Client host"),
    REVERSE_CLIENT("Unverified Client host"),
    HELO("Helo command"),
    SENDER("Sender address"),
    RECIPIENT("Recipient address"),
    DATA("Data command"),
    END_OF_DATA("End-of-data");

    private final String words;

    Subject(String words) {
        this.words = words;
    }

    /// How the reply names it: `b@example.org`, `client.test[192.0.2.1]`.
    String nameIn(Request request) {
        return switch (this) {
            case CLIENT -> request.client().label();
            case REVERSE_CLIENT -> request.client().name().reverse();
            case HELO -> request.client().greeting().name();
            case SENDER -> request.sender().map(Object::toString).orElse("");
            case RECIPIENT -> request.recipient().map(Object::toString).orElse("");
            case DATA -> "DATA";
            case END_OF_DATA -> "END-OF-MESSAGE";
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
