// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// How much an account may send in a day.
public final class AllowanceParameters {
    static final Chapter CHAPTER = new Chapter("Daily limits of accounts");

    public static final Parameter<Integer> SUBMISSION_MESSAGE_DAILY_LIMIT =
            limit(
                    "submission_message_daily_limit",
                    "2000",
                    """
                    How many messages one account may send within 24 hours, which begin with the first. \
                    The next ones are put off with 450 4.7.1, and `error_notice_recipient` hears of it \
                    once. It holds wherever one can log in and send. 0 is no limit, as for all limits \
                    here.\
                    """);

    public static final Parameter<Integer> SUBMISSION_RECIPIENT_DAILY_LIMIT =
            limit(
                    "submission_recipient_daily_limit",
                    "10000",
                    "How many recipients, of all its messages together, one account may name in"
                            + " that time.");

    public static final Parameter<Integer> SUBMISSION_NEW_RECIPIENT_DAILY_LIMIT =
            limit(
                    "submission_new_recipient_daily_limit",
                    "500",
                    """
                    How many recipients elsewhere, to whom it has never written before, one account may \
                    name in that time: who has stolen a password writes to many. Those whom it knows are \
                    still taken. With 0 nothing is learnt of whom accounts write to.\
                    """);

    public static final Parameter<List<String>> SUBMISSION_ALLOWANCE_MAPS =
            CHAPTER.add(
                    Parameter.of(
                                    "submission_allowance_maps",
                                    Type.tables(),
                                    "",
                                    """
                                    Tables that give accounts other limits: `newsletter messages=0 \
                                    recipients=50000 new_recipients=0`. What they do not name is as for all.\
                                    """)
                            .own());

    private AllowanceParameters() {}

    private static Parameter<Integer> limit(String name, String value, String doc) {
        return CHAPTER.add(Parameter.of(name, Type.number(0, 999_999_999), value, doc).own());
    }
}
