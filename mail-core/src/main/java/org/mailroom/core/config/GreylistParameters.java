// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;

/// Greylisting, with the defaults of postgrey.
public final class GreylistParameters {
    static final Chapter CHAPTER = new Chapter("Greylisting");
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final Parameter<Boolean> GREYLIST_ENABLE =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_enable",
                                    Type.yesNo(),
                                    "no",
                                    """
                                    Whether `check_greylist` stands at the end of \
                                    `smtpd_recipient_restrictions` on the port for mail from elsewhere. It \
                                    can also be written into that list, at any place. It passes over \
                                    `mynetworks`, users, networks from which several have come again, and \
                                    clients that belong to the domain of the sender: whose name in the DNS, \
                                    which leads back to the address, is that domain or below it.\
                                    """)
                            .own());

    public static final Parameter<Duration> GREYLIST_DELAY =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_delay",
                                    Type.duration('s', SECOND),
                                    "300s",
                                    """
                                    How long a new sender and recipient from the network of a client are put \
                                    off with 450.\
                                    """)
                            .own());

    public static final Parameter<Duration> GREYLIST_RETRY_WINDOW =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_retry_window",
                                    Type.duration('d', SECOND),
                                    "2d",
                                    "How long they may take to come again.")
                            .own()
                            .atStart());

    public static final Parameter<Duration> GREYLIST_MAX_AGE =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_max_age",
                                    Type.duration('d', SECOND),
                                    "35d",
                                    "How long they are known after their last visit.")
                            .own()
                            .atStart());

    public static final Parameter<Integer> GREYLIST_AUTO_ALLOW =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_auto_allow",
                                    Type.number(0, 1_000_000),
                                    "5",
                                    """
                                    After so many that have come again nobody from that network waits. 0: \
                                    each has to.\
                                    """)
                            .own());

    public static final Parameter<Integer> GREYLIST_IPV4_PREFIX_LENGTH =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_ipv4_prefix_length",
                                    Type.number(1, 32),
                                    "24",
                                    "Addresses that begin with so many equal bits are one network.")
                            .own());

    public static final Parameter<Integer> GREYLIST_IPV6_PREFIX_LENGTH =
            CHAPTER.add(
                    Parameter.of(
                                    "greylist_ipv6_prefix_length",
                                    Type.number(1, 128),
                                    "64",
                                    "The same for IPv6.")
                            .own());

    private GreylistParameters() {}
}
