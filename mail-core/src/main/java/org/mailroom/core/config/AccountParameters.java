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
                                    The next password from the same address waits as long before it is \
                                    looked at, the one after that twice as long, and so on up to 15 s; who \
                                    is quiet for half a minute, or gets it right, begins anew. Clients in \
                                    `mynetworks` do not wait.\
                                    """)
                            .own());

    public static final Parameter<Integer> MAIL_MAX_USERIP_CONNECTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_max_userip_connections",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "10",
                                    """
                                    How many sessions one user may have from one address at once, in IMAP \
                                    and in POP3 each. 0 is no limit.\
                                    """)
                            .own());

    public static final Parameter<Integer> LOGIN_CLIENT_CONNECTION_COUNT_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "login_client_connection_count_limit",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "50",
                                    """
                                    How many connections one client address may have at once on which \
                                    nobody has logged in yet, at each listener of IMAP and POP3. 0 is no \
                                    limit.\
                                    """)
                            .own()
                            .atStart());

    private AccountParameters() {}
}
