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
                                    are asked: `passwd-file:PATH` is a file as Dovecot has it; `pam:SERVICE` \
                                    are the users of this system, but root, whose passwords PAM judges by the \
                                    rules in `/etc/pam.d/SERVICE`. Only the helper (`helper_socket`) may ask \
                                    it. Since PAM wants to see passwords, there is no SCRAM with it.\
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

    public static final Parameter<Integer> AUTH_CLIENT_FAILURE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "auth_client_failure_limit",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "20",
                                    """
                                    After how many wrong passwords, of SMTP, IMAP and POP3 together, an \
                                    address cannot log in for `auth_block_time`. The same one again does \
                                    not count. Clients in `mynetworks` are never blocked; 0 blocks nobody.\
                                    """)
                            .own());

    public static final Parameter<Integer> AUTH_ACCOUNT_FAILURE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "auth_account_failure_limit",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "100",
                                    """
                                    After how many wrong passwords, from whatever addresses, nobody can \
                                    log in to an account for `auth_block_time`, but from addresses where \
                                    its password was right since the start. 0 blocks nobody.\
                                    """)
                            .own());

    public static final Parameter<Duration> AUTH_BLOCK_TIME =
            CHAPTER.add(
                    Parameter.of(
                                    "auth_block_time",
                                    Type.duration('s', Duration.ofSeconds(1)),
                                    "1h",
                                    """
                                    How long an address or account is blocked, and how long a wrong \
                                    password counts where no other follows. `mailroom block list` shows \
                                    who is, `mailroom block remove` ends it.\
                                    """)
                            .own());

    public static final Parameter<List<String>> LOGIN_CLIENTCERTS =
            CHAPTER.add(
                    Parameter.of(
                                    "login_clientcerts",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables with the accounts that certificates of clients open, for the \
                                    SASL mechanism EXTERNAL: `AB:CD:… alice`, with the fingerprint of the \
                                    certificate or of its public key, made as \
                                    `smtpd_tls_fingerprint_digest` says. `openssl x509 -in alice.pem \
                                    -noout -fingerprint -sha256` shows it. No authority needs to vouch for \
                                    the certificate. IMAP, POP3 and submission then ask for one.\
                                    """)
                            .own());

    public static final Parameter<String> SMTPD_SASL_LOCAL_DOMAIN =
            CHAPTER.add(
                    Parameter.of(
                                    "smtpd_sasl_local_domain",
                                    Type.text(),
                                    "",
                                    """
                                    A domain that users who log in may leave out: `alice` is then \
                                    `alice@DOMAIN` where there is no account `alice`.\
                                    """)
                            .differs(
                                    """
                                    It counts for IMAP and POP3, too.\
                                    """));

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

    public static final Parameter<Boolean> SASL_CHANNEL_BINDING =
            CHAPTER.add(
                    Parameter.of(
                                    "sasl_channel_binding",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether SCRAM under TLS 1.3 is offered with channel binding \
                                    (SCRAM-SHA-256-PLUS, RFC 9266), in SMTP, IMAP and POP3. Clients that \
                                    choose it and cannot do it, such as mutt with GNU SASL, cannot log in \
                                    then.\
                                    """)
                            .own());

    private AccountParameters() {}
}
