// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.address.Address;
import org.mailroom.smtp.identity.ClientName;
import org.mailroom.smtp.identity.Login;

import java.util.Optional;

/// What a restriction finds fault with, in the words of the reply.
public enum Subject {
    CLIENT("Client host", "the client"),
    REVERSE_CLIENT("Unverified Client host", "the client by its name, confirmed or not"),
    HELO("Helo command", "the name that the client greets with"),
    SENDER("Sender address", "the sender"),
    RECIPIENT("Recipient address", "the recipient"),
    SASL_USER("SASL login name", "the login"),
    CERTIFICATE("Client certificate", "the client's certificate"),
    DATA("Data command", "the message that is announced"),
    END_OF_DATA("End-of-data", "the message"),
    ETRN("Etrn command", "the domain that ETRN names");

    private final String words;
    private final String described;

    Subject(String words, String described) {
        this.words = words;
        this.described = described;
    }

    /// What it is, for the reference page.
    String described() {
        return described;
    }

    /// How the reply names it: `b@example.org`, `client.test[192.0.2.1]`.
    String nameIn(Request request) {
        return switch (this) {
            case CLIENT, CERTIFICATE -> request.client().label();
            case REVERSE_CLIENT -> request.client().name().reverse();
            case HELO -> request.client().greeting().name();
            case SENDER -> request.sender().map(Object::toString).orElse("");
            case RECIPIENT -> request.recipient().map(Object::toString).orElse("");
            case SASL_USER -> request.client().login().map(Login::user).orElse("");
            case DATA -> "DATA";
            case END_OF_DATA -> "END-OF-MESSAGE";
            case ETRN -> request.site().orElse("");
        };
    }

    /// The name whose entry in the DNS tells of the subject; empty where there is none.
    Optional<String> domainIn(Request request) {
        ClientName name = request.client().name();
        return switch (this) {
            case CLIENT -> found(name.confirmed(), name.confirmedBy());
            case REVERSE_CLIENT -> found(name.reverse(), name.reverseBy());
            case HELO -> Optional.of(request.client().greeting().name());
            case SENDER -> request.senderAddress().map(Address::domain);
            case RECIPIENT -> request.recipient().map(Address::domain);
            case SASL_USER, CERTIFICATE, DATA, END_OF_DATA, ETRN -> Optional.empty();
        };
    }

    private static Optional<String> found(String name, ClientName.Finding finding) {
        return finding == ClientName.Finding.FOUND ? Optional.of(name) : Optional.empty();
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
                    case CLIENT,
                            REVERSE_CLIENT,
                            HELO,
                            SASL_USER,
                            CERTIFICATE,
                            DATA,
                            END_OF_DATA,
                            ETRN ->
                            "0.0";
                };
        return status.charAt(0) + "." + mended;
    }

    @Override
    public String toString() {
        return words;
    }
}
