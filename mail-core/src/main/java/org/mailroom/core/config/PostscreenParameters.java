// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;

/// The tests of clients of port 25 before the greeting (Postfix's postscreen).
public final class PostscreenParameters {
    static final Chapter CHAPTER = new Chapter("Clients before the greeting");
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final Parameter<List<String>> POSTSCREEN_ACCESS_LIST =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_access_list",
                                    Type.list(),
                                    "permit_mynetworks",
                                    """
                                    Who is let in without tests, and who is turned away: `permit_mynetworks`, \
                                    tables of addresses such as `cidr:/etc/mailroom/postscreen_access.cidr` \
                                    with `permit`, `reject` or `dunno` behind each address, `permit`, `reject`.\
                                    """)
                            .differs(
                                    """
                                    There is no entry for it in a `master.cf`: the tests take place where \
                                    one of these parameters asks for them, by default none.\
                                    """));

    public static final Parameter<ScreenAction> POSTSCREEN_DENYLIST_ACTION =
            CHAPTER.add(
                    "postscreen_denylist_action",
                    Type.oneOf(ScreenAction.class),
                    "${postscreen_blacklist_action?{$postscreen_blacklist_action}:{ignore}}",
                    """
                    What becomes of clients that `postscreen_access_list` rejects: `ignore` \
                    logs it, `enforce` refuses their recipients with 550, `drop` ends the \
                    connection with 521.\
                    """);

    public static final Parameter<String> POSTSCREEN_BLACKLIST_ACTION =
            CHAPTER.add(
                    "postscreen_blacklist_action",
                    Type.text(),
                    "",
                    "The name that Postfix had before 3.6 for `postscreen_denylist_action`.");

    public static final Parameter<Duration> POSTSCREEN_GREET_WAIT =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_greet_wait",
                                    Type.duration('s', Duration.ZERO),
                                    "${{$postscreen_greet_action} == {ignore} ? {0} :"
                                            + " {${stress?{2}:{6}}}}s",
                                    """
                                    How long a client that is not known yet waits for the greeting, and shows \
                                    that it does. 0 asks for no such test.\
                                    """)
                            .differs(
                                    """
                                    With `postscreen_greet_action = ignore` nobody waits unless it is set; in \
                                    Postfix all wait for a line in the log.\
                                    """));

    public static final Parameter<String> POSTSCREEN_GREET_BANNER =
            CHAPTER.add(
                    "postscreen_greet_banner",
                    Type.text(),
                    "$smtpd_banner",
                    """
                    The text of a first line `220-`, behind which a client has to wait for the \
                    last line of the greeting. Empty, it hears nothing.\
                    """);

    public static final Parameter<ScreenAction> POSTSCREEN_GREET_ACTION =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_greet_action",
                                    Type.oneOf(ScreenAction.class),
                                    "ignore",
                                    "What becomes of clients that speak before their turn.")
                            .differs(
                                    """
                                    With `ignore` they meet `smtpd_forbid_unauth_pipelining`, which turns \
                                    them away behind the wait.\
                                    """));

    public static final Parameter<Duration> POSTSCREEN_GREET_TTL =
            CHAPTER.add(
                    "postscreen_greet_ttl",
                    Type.duration('d', SECOND),
                    "1d",
                    "How long a client that has waited need not do so again.");

    public static final Parameter<Duration> POSTSCREEN_CACHE_RETENTION_TIME =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_cache_retention_time",
                                    Type.duration('d', SECOND),
                                    "7d",
                                    """
                                    How long a client counts as known (`PASS OLD`) after the last of its tests \
                                    has to be repeated.\
                                    """)
                            .atStart());

    public static final Parameter<List<String>> POSTSCREEN_DNSBL_SITES =
            CHAPTER.add(
                    "postscreen_dnsbl_sites",
                    Type.list(),
                    "",
                    """
                    Lists of the DNS that are asked about each client, `domain=filter*weight`: \
                    `zen.spamhaus.org=127.0.0.[2..11]*2`, `list.dnswl.org*-1`. All answers count \
                    where there is no filter, and 1 where there is no weight. Answers from \
                    127.255.255.0/24 are errors and never count.\
                    """);

    public static final Parameter<Integer> POSTSCREEN_DNSBL_THRESHOLD =
            CHAPTER.add(
                    "postscreen_dnsbl_threshold",
                    Type.number(1, Integer.MAX_VALUE),
                    "1",
                    "The sum of the weights from which on a client fails.");

    public static final Parameter<Integer> POSTSCREEN_DNSBL_ALLOWLIST_THRESHOLD =
            CHAPTER.add(
                    "postscreen_dnsbl_allowlist_threshold",
                    Type.number(Integer.MIN_VALUE, 0),
                    "${postscreen_dnsbl_whitelist_threshold?{$postscreen_dnsbl_whitelist_threshold}:{0}}",
                    """
                    The negative sum down to which a client need not wait for the greeting. 0: \
                    there is none.\
                    """);

    public static final Parameter<String> POSTSCREEN_DNSBL_WHITELIST_THRESHOLD =
            CHAPTER.add(
                    "postscreen_dnsbl_whitelist_threshold",
                    Type.text(),
                    "",
                    "The name that Postfix had before 3.6 for"
                            + " `postscreen_dnsbl_allowlist_threshold`.");

    public static final Parameter<ScreenAction> POSTSCREEN_DNSBL_ACTION =
            CHAPTER.add(
                    "postscreen_dnsbl_action",
                    Type.oneOf(ScreenAction.class),
                    "ignore",
                    "What becomes of clients that fail by `postscreen_dnsbl_threshold`.");

    public static final Parameter<List<String>> POSTSCREEN_DNSBL_REPLY_MAP =
            CHAPTER.add(
                    "postscreen_dnsbl_reply_map",
                    Type.tables(),
                    "",
                    """
                    Tables of domains in `postscreen_dnsbl_sites` that hold a secret, with the \
                    name that a client hears in place of each.\
                    """);

    public static final Parameter<Duration> POSTSCREEN_DNSBL_TIMEOUT =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_dnsbl_timeout",
                                    Type.duration('s', SECOND),
                                    "10s",
                                    "How long the lists have to answer. One that has not says"
                                            + " nothing.")
                            .differs(
                                    """
                                    Clients wait for it, also past `postscreen_greet_wait`.\
                                    """));

    public static final Parameter<Duration> POSTSCREEN_DNSBL_MAX_TTL =
            CHAPTER.add(
                    Parameter.of(
                                    "postscreen_dnsbl_max_ttl",
                                    Type.duration('h', SECOND),
                                    "${postscreen_dnsbl_ttl?{$postscreen_dnsbl_ttl}:{1h}}",
                                    """
                                    How long the lists are not asked again about a client that has passed.\
                                    """)
                            .differs(
                                    """
                                    It holds whatever the answers say of their own time.\
                                    """));

    public static final Parameter<String> POSTSCREEN_DNSBL_TTL =
            CHAPTER.add(
                    "postscreen_dnsbl_ttl",
                    Type.text(),
                    "",
                    "The name that Postfix had before 3.1 for `postscreen_dnsbl_max_ttl`.");

    private PostscreenParameters() {}
}
