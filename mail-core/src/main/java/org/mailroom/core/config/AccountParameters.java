// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// Who may log in.
public final class AccountParameters {
    static final Chapter CHAPTER = new Chapter("Accounts");

    public static final Parameter<List<String>> PASSDB =
            CHAPTER.add(
                    Parameter.of(
                                    "passdb",
                                    Type.list(),
                                    "passwd-file:$config_directory/users",
                                    """
                                    Where the accounts and their passwords are, in the order in which they \
                                    are asked: `passwd-file:PATH` is a file as Dovecot has it.\
                                    """)
                            .own());

    public static final Parameter<Duration> AUTH_FAILURE_DELAY =
            CHAPTER.add(
                    Parameter.of(
                                    "auth_failure_delay",
                                    Type.duration('s', Duration.ZERO),
                                    "2s",
                                    """
                                    How long the answer to a wrong password takes, for SMTP, IMAP and POP3. \
                                    Clients in `mynetworks` do not wait.\
                                    """)
                            .own());

    private AccountParameters() {}
}
