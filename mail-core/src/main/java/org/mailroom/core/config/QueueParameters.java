// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;

/// The queue, and when mail is tried again.
public final class QueueParameters {
    static final Chapter CHAPTER = new Chapter("Queue and retries");

    public static final Parameter<Path> QUEUE_DIRECTORY =
            CHAPTER.add(
                    Parameter.of(
                                    "queue_directory",
                                    Type.path(),
                                    "$data_directory/queue",
                                    """
                                    The directory of the queue.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    The default in Postfix is `/var/spool/postfix`. A directory below \
                                    `/var/*/postfix` is not used, and a warning says so.\
                                    """));

    public static final Parameter<Long> QUEUE_MINFREE =
            CHAPTER.add(
                    Parameter.of(
                                    "queue_minfree",
                                    Type.octets(0),
                                    "0",
                                    """
                                    The octets that must be free on the disk of the queue; with fewer no \
                                    mail is taken. 0 asks for one and a half times `message_size_limit`.\
                                    """)
                            .atStart());

    public static final Parameter<Integer> QUEUE_INLINE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "queue_inline_limit",
                                    Type.number(1024, 1048576),
                                    "262144",
                                    """
                                    A message up to this size is written into the journal; a larger one gets \
                                    a file of its own.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Long> QUEUE_MEMORY_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "queue_memory_limit",
                                    Type.octets(1048576),
                                    "67108864",
                                    """
                                    The octets of content that all messages on their way in hold in memory \
                                    together; what goes beyond is written to files.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Integer> QUEUE_SEGMENT_SIZE =
            CHAPTER.add(
                    Parameter.of(
                                    "queue_segment_size",
                                    Type.number(4194304, 1073741824),
                                    "16777216",
                                    """
                                    The size of a file of the journal, in octets.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Duration> QUEUE_RUN_DELAY =
            CHAPTER.add(
                    "queue_run_delay",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    The shortest time between two tries.\
                    """);

    public static final Parameter<Duration> MINIMAL_BACKOFF_TIME =
            CHAPTER.add(
                    "minimal_backoff_time",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "300s",
                    """
                    How long a message waits after its first try.\
                    """);

    public static final Parameter<Duration> MAXIMAL_BACKOFF_TIME =
            CHAPTER.add(
                    "maximal_backoff_time",
                    Type.duration('s', Duration.ofSeconds(1)),
                    "4000s",
                    """
                    How long a message waits at most. Between the two it waits as long as it \
                    has been in the queue.\
                    """);

    public static final Parameter<Duration> MAXIMAL_QUEUE_LIFETIME =
            CHAPTER.add(
                    "maximal_queue_lifetime",
                    Type.duration('d', Duration.ZERO),
                    "5d",
                    """
                    The age at which a message is given up and returned to its sender. 0 is \
                    one try.\
                    """);

    public static final Parameter<Duration> BOUNCE_QUEUE_LIFETIME =
            CHAPTER.add(
                    "bounce_queue_lifetime",
                    Type.duration('d', Duration.ZERO),
                    "5d",
                    """
                    The same for notifications.\
                    """);

    public static final Parameter<Integer> QMGR_MESSAGE_ACTIVE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "qmgr_message_active_limit",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "20000",
                                    """
                                    How many messages are worked on at once.\
                                    """)
                            .atStart());

    public static final Parameter<Integer> QMGR_MESSAGE_RECIPIENT_LIMIT =
            CHAPTER.add(
                    "qmgr_message_recipient_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "20000",
                    """
                    How many recipients the messages that are worked on have together, where \
                    each has more than 50; the next such message begins when they are fewer.\
                    """);

    public static final Parameter<Duration> IN_FLOW_DELAY =
            CHAPTER.add(
                    "in_flow_delay",
                    Type.duration('s', Duration.ZERO),
                    "1s",
                    """
                    How long a client waits after each message while more than \
                    `qmgr_message_active_limit` messages have not had their first turn, or as \
                    many of its own only wait for busy or slow destinations. Unlike in Postfix, \
                    what others send to a slow destination delays nobody else. 0 is off.\
                    """);

    private QueueParameters() {}
}
