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

    private PostscreenParameters() {}
}
