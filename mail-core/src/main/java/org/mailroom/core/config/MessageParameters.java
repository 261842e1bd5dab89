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
                                    Of a header field longer than this only the beginning is looked at.\
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

    public static final Parameter<List<String>> HEADER_CHECKS =
            CHAPTER.add(
                    "header_checks",
                    Type.tables(),
                    "",
                    """
                    Tables, mostly of patterns, that say what happens to a message by each field \
                    of its header (header_checks(5)): `REJECT`, `DISCARD`, `HOLD`, `FILTER`, \
                    `REDIRECT`, `BCC`, `IGNORE`, `STRIP`, `REPLACE`, `PREPEND`, `WARN`, `INFO`, \
                    `PASS` and `DUNNO`.\
                    """);

    public static final Parameter<List<String>> MIME_HEADER_CHECKS =
            CHAPTER.add(
                    "mime_header_checks",
                    Type.tables(),
                    "$header_checks",
                    """
                    The same for fields of MIME (`Content-Type` and its kind), in the header of a \
                    message and of its parts.\
                    """);

    public static final Parameter<List<String>> NESTED_HEADER_CHECKS =
            CHAPTER.add(
                    "nested_header_checks",
                    Type.tables(),
                    "$header_checks",
                    """
                    The same for the header of messages within a message.\
                    """);

    public static final Parameter<List<String>> BODY_CHECKS =
            CHAPTER.add(
                    "body_checks",
                    Type.tables(),
                    "",
                    """
                    The same for each line of a body.\
                    """);

    public static final Parameter<Integer> BODY_CHECKS_SIZE_LIMIT =
            CHAPTER.add(
                    "body_checks_size_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "51200",
                    """
                    How many octets of each part of a message `body_checks` looks at.\
                    """);

    public static final Parameter<Boolean> DISABLE_MIME_OUTPUT_CONVERSION =
            CHAPTER.add(
                    Parameter.of(
                                    "disable_mime_output_conversion",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether 8-bit content is sent as it is to servers that do not offer \
                                    8BITMIME. `no`: parts that hold it are sent as quoted-printable, which \
                                    breaks signatures (DKIM, S/MIME) over them.\
                                    """)
                            .differs(
                                    """
                                    Postfix converts what is declared as 8-bit content, Mailroom what \
                                    is. What may not be encoded, such as message/partial, is returned \
                                    to its sender.\
                                    """));

    public static final Parameter<Boolean> TLS_REQUIRED_ENABLE =
            CHAPTER.add(
                    "tls_required_enable",
                    Type.yesNo(),
                    "yes",
                    """
                    Whether mail with the header field `TLS-Required: No` (RFC 8689) leaves with \
                    the level `may` at the most.\
                    """);

    private MessageParameters() {}
}
