// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

/// What a restriction finds fault with, in the words of the reply.
public enum Subject {
    CLIENT("Client host"),
    REVERSE_CLIENT("Unverified Client host"),
    HELO("Helo command"),
    SENDER("Sender address"),
    RECIPIENT("Recipient address"),
    CERTIFICATE("Client certificate"),
    DATA("Data command"),
    END_OF_DATA("End-of-data");

    private final String words;

    Subject(String words) {
        this.words = words;
    }

    /// How the reply names it: `b@example.org`, `client.test[192.0.2.1]`.
    String nameIn(Request request) {
        return switch (this) {
            case CLIENT, CERTIFICATE -> request.client().label();
            case REVERSE_CLIENT -> request.client().name().reverse();
            case HELO -> request.client().greeting().name();
            case SENDER -> request.sender().map(Object::toString).orElse("");
            case RECIPIENT -> request.recipient().map(Object::toString).orElse("");
            case DATA -> "DATA";
            case END_OF_DATA -> "END-OF-MESSAGE";
        };
    }

    /// A status of one kind of address, where the other kind has one of its own; of no address
    /// where the subject is none (access(5)).
    String fitting(String status) {
        String detail = status.substring(2);
        if (!detail.startsWith("1.")) {
            return status;
        }
        String mended =
                switch (this) {
                    case SENDER ->
                            switch (detail) {
                                case "1.2", "1.8" -> "1.8";
                                case "1.3", "1.7" -> "1.7";
                                default -> "1.0";
                            };
                    case RECIPIENT ->
                            switch (detail) {
                                case "1.8" -> "1.2";
                                case "1.7" -> "1.3";
                                case "1.1", "1.2", "1.3", "1.4", "1.5", "1.6" -> detail;
                                default -> "1.0";
                            };
                    case CLIENT, REVERSE_CLIENT, HELO, CERTIFICATE, DATA, END_OF_DATA -> "0.0";
                };
        return status.charAt(0) + "." + mended;
    }

    @Override
    public String toString() {
        return words;
    }
}
