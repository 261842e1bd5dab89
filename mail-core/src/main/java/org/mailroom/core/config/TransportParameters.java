// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How much goes to one destination, and through one transport, at once. Most of it can be said for
/// all transports, and for one by a name that begins with the name of that transport.
public final class TransportParameters {
    static final Chapter CHAPTER = new Chapter("Concurrency and rates of deliveries");

    /// What the names of parameters begin with that stand for one transport.
    private static final String ANY = "transport";

    public static final Parameter<Integer> DEFAULT_DESTINATION_CONCURRENCY_LIMIT =
            CHAPTER.add(
                    "default_destination_concurrency_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "20",
                    """
                    How many deliveries to one destination run at once at most. A destination is a \
                    next hop, and where a delivery has one recipient at most it is a recipient. \
                    0 is no limit.\
                    """);

    public static final Parameter<Integer> INITIAL_DESTINATION_CONCURRENCY =
            CHAPTER.add(
                    "initial_destination_concurrency",
                    Type.number(1, Integer.MAX_VALUE),
                    "5",
                    """
                    How many deliveries to a destination run at first, until it has been \
                    seen to work.\
                    """);

    public static final Parameter<ConcurrencyFeedback>
            DEFAULT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK =
                    CHAPTER.add(
                            "default_destination_concurrency_positive_feedback",
                            ConcurrencyFeedback.type(),
                            "1",
                            """
                            How much a delivery that succeeds adds to the number that may run at \
                            once.\
                            """);

    public static final Parameter<ConcurrencyFeedback>
            DEFAULT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK =
                    CHAPTER.add(
                            "default_destination_concurrency_negative_feedback",
                            ConcurrencyFeedback.type(),
                            "1",
                            """
                            How much a delivery takes from that number when the destination \
                            cannot be reached.\
                            """);

    public static final Parameter<Integer> DEFAULT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT =
            CHAPTER.add(
                    "default_destination_concurrency_failed_cohort_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "1",
                    """
                    After how many rounds of failures a destination is left alone for \
                    `minimal_backoff_time`. In a round as many deliveries fail as may run at once. \
                    0 is never.\
                    """);

    public static final Parameter<Integer> DEFAULT_DESTINATION_RECIPIENT_LIMIT =
            CHAPTER.add(
                    "default_destination_recipient_limit",
                    Type.number(0, Integer.MAX_VALUE),
                    "50",
                    """
                    How many recipients one delivery has at most. 0 is no limit.\
                    """);

    public static final Parameter<Duration> DEFAULT_DESTINATION_RATE_DELAY =
            CHAPTER.add(
                    "default_destination_rate_delay",
                    Type.seconds(),
                    "0s",
                    """
                    The time between two deliveries to one destination, which then come one after \
                    the other.\
                    """);

    public static final Parameter<Duration> DEFAULT_TRANSPORT_RATE_DELAY =
            CHAPTER.add(
                    "default_transport_rate_delay",
                    Type.seconds(),
                    "0s",
                    """
                    The time between two deliveries through one transport, wherever they go.\
                    """);

    public static final Parameter<Integer> DEFAULT_TRANSPORT_CONCURRENCY_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "default_transport_concurrency_limit",
                                    Type.number(0, Integer.MAX_VALUE),
                                    "500",
                                    """
                                    How many deliveries run at once through one transport, into \
                                    mailboxes excepted; as the column for processes of Postfix's \
                                    `master.cf`. 0 is no limit.\
                                    """)
                            .own());

    public static final Parameter<Integer> MAILBOX_DESTINATION_CONCURRENCY_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_destination_concurrency_limit",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "2000",
                                    """
                                    How many deliveries into one mailbox run at once; they share locks and \
                                    syncs.\
                                    """)
                            .own());

    /// For one transport each: `smtp_destination_concurrency_limit` is the first for `smtp`.
    public static final Parameter<Integer> TRANSPORT_DESTINATION_CONCURRENCY_LIMIT =
            perTransport(DEFAULT_DESTINATION_CONCURRENCY_LIMIT)
                    .differs(
                            """
                            For `local` and `virtual` the default is \
                            `$mailbox_destination_concurrency_limit`.\
                            """);

    public static final Parameter<Integer> TRANSPORT_INITIAL_DESTINATION_CONCURRENCY =
            perTransport(INITIAL_DESTINATION_CONCURRENCY);

    public static final Parameter<ConcurrencyFeedback>
            TRANSPORT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK =
                    perTransport(DEFAULT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK);

    public static final Parameter<ConcurrencyFeedback>
            TRANSPORT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK =
                    perTransport(DEFAULT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK);

    public static final Parameter<Integer> TRANSPORT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT =
            perTransport(DEFAULT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT);

    public static final Parameter<Integer> TRANSPORT_DESTINATION_RECIPIENT_LIMIT =
            perTransport(DEFAULT_DESTINATION_RECIPIENT_LIMIT)
                    .differs(
                            """
                            `local` and `virtual` have one recipient in each delivery, whatever \
                            is set.\
                            """);

    public static final Parameter<Duration> TRANSPORT_DESTINATION_RATE_DELAY =
            perTransport(DEFAULT_DESTINATION_RATE_DELAY);

    public static final Parameter<Duration> TRANSPORT_TRANSPORT_RATE_DELAY =
            perTransport(DEFAULT_TRANSPORT_RATE_DELAY);

    public static final Parameter<Integer> TRANSPORT_TRANSPORT_CONCURRENCY_LIMIT =
            perTransport(DEFAULT_TRANSPORT_CONCURRENCY_LIMIT).own();

    public static final Parameter<Duration> TRANSPORT_TIME_LIMIT =
            Parameter.of(
                    ANY + "_time_limit",
                    ProgramParameters.COMMAND_TIME_LIMIT.type(),
                    "$" + ProgramParameters.COMMAND_TIME_LIMIT.name(),
                    """
                    How long the program of one transport may take for a message: \
                    `maildrop_time_limit` for `maildrop`.\
                    """);

    private static final List<Parameter<?>> PER_TRANSPORT =
            List.of(
                    CHAPTER.add(TRANSPORT_DESTINATION_CONCURRENCY_LIMIT),
                    CHAPTER.add(TRANSPORT_INITIAL_DESTINATION_CONCURRENCY),
                    CHAPTER.add(TRANSPORT_DESTINATION_CONCURRENCY_POSITIVE_FEEDBACK),
                    CHAPTER.add(TRANSPORT_DESTINATION_CONCURRENCY_NEGATIVE_FEEDBACK),
                    CHAPTER.add(TRANSPORT_DESTINATION_CONCURRENCY_FAILED_COHORT_LIMIT),
                    CHAPTER.add(TRANSPORT_DESTINATION_RECIPIENT_LIMIT),
                    CHAPTER.add(TRANSPORT_DESTINATION_RATE_DELAY),
                    CHAPTER.add(TRANSPORT_TRANSPORT_RATE_DELAY),
                    CHAPTER.add(TRANSPORT_TRANSPORT_CONCURRENCY_LIMIT),
                    CHAPTER.add(TRANSPORT_TIME_LIMIT));

    private TransportParameters() {}

    private static <T> Parameter<T> perTransport(Parameter<T> general) {
        String what = general.name().replaceFirst("^default_", "");
        return Parameter.of(
                ANY + "_" + what,
                general.type(),
                "$" + general.name(),
                """
                The same for one transport, whose name stands in place of `transport`: \
                `smtp_%s` for `smtp`.\
                """
                        .formatted(what));
    }

    /// What a name says of one transport, if it does: `smtp_destination_rate_delay`.
    static Optional<Parameter<?>> meantBy(String name) {
        if (PostfixNames.all().containsKey(name)) {
            return Optional.empty();
        }
        return PER_TRANSPORT.stream()
                .filter(parameter -> name.endsWith(ending(parameter)))
                .filter(parameter -> name.length() > ending(parameter).length())
                .findFirst();
    }

    /// The name by which something is said of one transport.
    static String name(Parameter<?> parameter, String transport) {
        return transport + ending(parameter);
    }

    private static String ending(Parameter<?> parameter) {
        return parameter.name().substring(ANY.length());
    }

    /// The transports of which that has been said, among these names.
    static Set<String> transports(Parameter<?> parameter, Set<String> names) {
        String ending = ending(parameter);
        return names.stream()
                .filter(name -> !name.equals(parameter.name()))
                .filter(name -> Parameters.named(name).equals(Optional.of(parameter)))
                .map(name -> name.substring(0, name.length() - ending.length()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
