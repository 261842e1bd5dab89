// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import org.mailroom.core.table.Match;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `demo` with the password `secret`, at once; the database is out of order for `broken`.
public final class OneUser implements Authenticator {
    private static final String NAME = "demo";
    private static final StoredPassword PASSWORD = StoredPassword.parse("{PLAIN}secret");

    private final ScramSalts salts = ScramSalts.passing();

    @Override
    public LoginVerdict login(LoginAttempt attempt) {
        if (attempt.user().equals("broken")) {
            return new LoginVerdict.Unavailable("no database");
        }
        return attempt.user().equals(NAME) && isRight(attempt.evidence())
                ? new LoginVerdict.Accepted(new Account(NAME))
                : new LoginVerdict.Rejected();
    }

    private static boolean isRight(Evidence evidence) {
        return switch (evidence) {
            case Evidence.Password(var text) -> PASSWORD.matches(text);
            case Evidence.Certificate() -> false;
            case Evidence.Proof(var hash, var terms, var holds) ->
                    holds.test(PASSWORD.scram(hash, terms).orElseThrow());
        };
    }

    @Override
    public Match knows(String name) {
        return name.equals(NAME) ? Match.YES : Match.NO;
    }

    @Override
    public Set<ScramHash> scram() {
        return Set.of(ScramHash.values());
    }

    @Override
    public ScramTerms terms(String user, ScramHash hash) {
        return salts.of(user);
    }

    @Override
    public Optional<String> ownerOf(List<X509Certificate> shown) {
        return Optional.empty();
    }
}
