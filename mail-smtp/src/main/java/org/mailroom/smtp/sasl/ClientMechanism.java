// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.sasl;

import org.mailroom.core.account.ScramKeys;
import org.mailroom.core.config.SaslOption;

import java.util.Set;
import java.util.random.RandomGenerator;

/// The mechanisms that can be used at other servers, the best one first.
public enum ClientMechanism {
    SCRAM_SHA_256("SCRAM-SHA-256"),
    SCRAM_SHA_1("SCRAM-SHA-1"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private static final Set<SaslOption> OF_SCRAM =
            Set.of(
                    SaslOption.NOPLAINTEXT,
                    SaslOption.NOACTIVE,
                    SaslOption.NOANONYMOUS,
                    SaslOption.MUTUAL_AUTH);
    private static final Set<SaslOption> OF_PLAINTEXT = Set.of(SaslOption.NOANONYMOUS);

    private final String label;

    ClientMechanism(String label) {
        this.label = label;
    }

    /// Its name in AUTH.
    public String label() {
        return label;
    }

    boolean has(Set<SaslOption> wanted) {
        Set<SaslOption> properties =
                switch (this) {
                    case SCRAM_SHA_256, SCRAM_SHA_1 -> OF_SCRAM;
                    case PLAIN, LOGIN -> OF_PLAINTEXT;
                };
        return properties.containsAll(wanted);
    }

    public ClientExchange begin(Credentials credentials, RandomGenerator random) {
        return switch (this) {
            case SCRAM_SHA_256 -> new ScramLogin(ScramKeys.Hash.SHA_256, credentials, random);
            case SCRAM_SHA_1 -> new ScramLogin(ScramKeys.Hash.SHA_1, credentials, random);
            case PLAIN -> new PlainLogin(credentials);
            case LOGIN -> new NameThenPassword(credentials);
        };
    }
}
