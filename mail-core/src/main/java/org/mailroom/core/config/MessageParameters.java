// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// What happens to a message that comes in.
public final class MessageParameters {
    static final Chapter CHAPTER = new Chapter("Messages");

    public static final Parameter<Long> MESSAGE_SIZE_LIMIT =
            CHAPTER.add(
                    "message_size_limit",
                    Type.octets(0),
                    "10240000",
                    """
                    The largest message, in octets with its header. 0 is no limit.\
                    """);

    public static final Parameter<Integer> HEADER_SIZE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "header_size_limit",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "102400",
                                    """
                                    A header field longer than this passes without being looked at.\
                                    """)
                            .differs(
                                    """
                                    Postfix cuts the rest off.\
                                    """));

    public static final Parameter<Integer> HOPCOUNT_LIMIT =
            CHAPTER.add(
                    "hopcount_limit",
                    Type.number(1, Integer.MAX_VALUE),
                    "50",
                    """
                    A message with more `Received` fields than this goes in circles and is \
                    returned.\
                    """);

    public static final Parameter<List<String>> MESSAGE_DROP_HEADERS =
            CHAPTER.add(
                    "message_drop_headers",
                    Type.list(),
                    "bcc, content-length, resent-bcc, return-path",
                    """
                    Header fields that are taken out of every message.\
                    """);

    public static final Parameter<Boolean> CLEANUP_REPLACE_STRAY_CR_LF =
            CHAPTER.add(
                    Parameter.of(
                                    "cleanup_replace_stray_cr_lf",
                                    Type.yesNo(),
                                    "yes",
                                    """
                                    A carriage return without a line feed in a message becomes a space.\
                                    """)
                            .differs(
                                    """
                                    A line feed alone always becomes a whole line end; in Postfix it follows \
                                    this parameter.\
                                    """));

    private MessageParameters() {}
}
