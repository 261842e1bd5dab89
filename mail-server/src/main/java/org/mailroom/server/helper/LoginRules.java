// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.LoginAnswer;
import org.mailroom.core.program.LoginQuestion;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/// Whose passwords the helper has judged: never root's, of nobody below a floor, and only by the
/// services that were named to it, so that whoever has taken over the server can guess at no other
/// door. What PAM could read as another name or password than was typed is wrong.
///
/// @param minimumUid the lowest user
/// @param services files in `/etc/pam.d`
/// @param pam asks the system
public record LoginRules(long minimumUid, Set<String> services, PasswordJudge pam)
        implements PasswordJudge {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_.-]{0,31}");

    // PAM_MAX_RESP_SIZE
    private static final int MAX_PASSWORD_OCTETS = 511;

    public LoginRules {
        services = Set.copyOf(services);
        if (minimumUid < 1) {
            throw new IllegalArgumentException("root never logs in");
        }
    }

    @Override
    public LoginAnswer judge(LoginQuestion question) {
        if (!services.contains(question.service())) {
            return new LoginAnswer.Unavailable(
                    "the helper may not ask the service \"%s\" of PAM: mailroom helper --pam"
                            .formatted(question.service()));
        }
        if (!isAddress(question.client())) {
            return new LoginAnswer.Unavailable("the client has no address");
        }
        return isOfSomebody(question.user()) && isPossible(question.password())
                ? pam.judge(question)
                : LoginAnswer.WRONG;
    }

    private boolean isOfSomebody(String user) {
        try {
            return NAME.matcher(user).matches() && SystemGroups.uidOf(user) >= minimumUid;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isAddress(String client) {
        try {
            var _ = InetAddress.ofLiteral(client);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isPossible(String password) {
        return !password.isEmpty()
                && password.indexOf('\0') < 0
                && password.getBytes(StandardCharsets.UTF_8).length <= MAX_PASSWORD_OCTETS;
    }
}
