// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.account.Sasl;
import org.mailroom.core.account.ScramHash;
import org.mailroom.core.config.SaslOption;

import java.util.Set;
import java.util.random.RandomGenerator;

/// The mechanisms that can be used at other servers, the best one first.
public enum ClientMechanism {
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private final String label;

    ClientMechanism(String label) {
        this.label = label;
    }

    /// Its name in AUTH.
    public String label() {
        return label;
    }

    boolean has(Set<SaslOption> wanted) {
        return Sasl.has(label, wanted);
    }

    public ClientExchange begin(Credentials credentials, LoginOffer offer, RandomGenerator random) {
        return switch (this) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256 ->
                    new ScramLogin(ScramHash.SHA_256, offer.binding(this), credentials, random);
            case SCRAM_SHA_1_PLUS, SCRAM_SHA_1 ->
                    new ScramLogin(ScramHash.SHA_1, offer.binding(this), credentials, random);
            case PLAIN -> new PlainLogin(credentials);
            case LOGIN -> new NameThenPassword(credentials);
        };
    }
}
