// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What senders are told.
public final class BounceParameters {
    static final Chapter CHAPTER = new Chapter("Notifications");

    public static final Parameter<Long> BOUNCE_SIZE_LIMIT =
            CHAPTER.add(
                    "bounce_size_limit",
                    Type.octets(0),
                    "50000",
                    """
                    A longer message comes back as its header only.\
                    """);

    public static final Parameter<Duration> DELAY_WARNING_TIME =
            CHAPTER.add(
                    "delay_warning_time",
                    Type.duration('h', Duration.ZERO),
                    "0h",
                    """
                    After this time a sender is told that a message is still waiting. 0 is \
                    off.\
                    """);

    public static final Parameter<Boolean> CONFIRM_DELAY_CLEARED =
            CHAPTER.add(
                    "confirm_delay_cleared",
                    Type.yesNo(),
                    "no",
                    """
                    Whether a sender who was told of a delay is told when the message has been \
                    delivered.\
                    """);

    public static final Parameter<Optional<Path>> BOUNCE_TEMPLATE_FILE =
            CHAPTER.add(
                    "bounce_template_file",
                    Type.optionalPath(),
                    "",
                    """
                    A file with the words of notifications: `failure_template`, \
                    `delay_template`, `success_template`, `verify_template` (reports of \
                    `sendmail -bv` and `-v`), in the form of Postfix's bounce(5), \
                    in ASCII or UTF-8.\
                    """);

    public static final Parameter<List<NoticeClass>> NOTIFY_CLASSES =
            CHAPTER.add(
                    Parameter.of(
                                    "notify_classes",
                                    NoticeClass.list(),
                                    "resource, software",
                                    """
                                    What postmasters are told of: `bounce` is mail that comes \
                                    back, `2bounce` is a notification that cannot be \
                                    delivered, `delay` is late mail. The others are about \
                                    sessions of the SMTP server, of which the transcript is \
                                    sent: `protocol` where the rules of SMTP were broken, also \
                                    in sessions of the SMTP client with other servers, \
                                    `policy` where restrictions refused something, `resource` \
                                    where there was no room, `software` where the server or \
                                    its configuration has a fault, `data` where a table could \
                                    not be asked.\
                                    """)
                            .differs(
                                    """
                                    Of sessions there are ten notices in an hour at the most; \
                                    the next one says how many sessions were left out. Unknown \
                                    users and wrong passwords are never told of.\
                                    """));

    public static final Parameter<String> BOUNCE_NOTICE_RECIPIENT =
            recipient("bounce_notice_recipient", "mail that comes back");

    public static final Parameter<String> DOUBLE_BOUNCE_NOTICE_RECIPIENT =
            recipient("2bounce_notice_recipient", "notifications that cannot be delivered");

    public static final Parameter<String> DELAY_NOTICE_RECIPIENT =
            recipient("delay_notice_recipient", "late mail");

    public static final Parameter<String> ERROR_NOTICE_RECIPIENT =
            recipient("error_notice_recipient", "sessions with errors");

    public static final Parameter<String> DOUBLE_BOUNCE_SENDER =
            CHAPTER.add(
                    "double_bounce_sender",
                    Type.word("an address"),
                    "double-bounce",
                    """
                    The sender of what postmasters are told. Nobody hears of such mail that \
                    cannot be delivered.\
                    """);

    public static final Parameter<Boolean> SOFT_BOUNCE =
            CHAPTER.add(
                    "soft_bounce",
                    Type.yesNo(),
                    "no",
                    """
                    Whether nothing is refused or returned for good, for the time of a test: the \
                    SMTP server says 4xx for 5xx, and mail that cannot be delivered is tried again \
                    until it is too old.\
                    """);

    private BounceParameters() {}

    private static Parameter<String> recipient(String name, String what) {
        return CHAPTER.add(
                name, Type.word("an address"), "postmaster", "Who is told of %s.".formatted(what));
    }
}
