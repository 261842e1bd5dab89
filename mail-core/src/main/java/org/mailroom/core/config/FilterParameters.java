// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.List;

/// Filters that are other mail systems: they get mail, and give back what they let through.
public final class FilterParameters {
    static final Chapter CHAPTER = new Chapter("Content filters");

    public static final Parameter<String> CONTENT_FILTER =
            CHAPTER.add(
                    Parameter.of(
                                    "content_filter",
                                    Type.text(),
                                    "",
                                    """
                                    The filter that queued mail goes to, `transport:nexthop`, in the place \
                                    of where it is to go, such as `smtp:[127.0.0.1]:10025`. What the filter \
                                    lets through it gives back, by SMTP to another port, or by `sendmail`, \
                                    where the same filter must not be set: \
                                    `127.0.0.1:10026/inet/content_filter =`. Each service may have its own; \
                                    that of mail from `sendmail` is `pickup/unix/content_filter`. Mail that \
                                    the server itself writes goes to no filter. `FILTER` in access tables \
                                    and in `header_checks` names another one for a message. Where the filter \
                                    does not answer, mail waits in the queue.\
                                    """)
                            .differs(
                                    """
                                    The LMTP server has none by default. Aliases and `.forward` files are \
                                    followed when the filter has given the mail back, as in Postfix; a \
                                    message of which an operator takes the filter away (`mailroom queue \
                                    transport ID`) has to be requeued for that.\
                                    """));

    public static final Parameter<String> DEFAULT_FILTER_NEXTHOP =
            CHAPTER.add(
                    "default_filter_nexthop",
                    Type.text(),
                    "",
                    """
                    The next hop of a filter that is named without one. Empty: the domain of the \
                    recipient.\
                    """);

    public static final Parameter<List<ReceiveOverride>> RECEIVE_OVERRIDE_OPTIONS =
            CHAPTER.add(
                    Parameter.of(
                                    "receive_override_options",
                                    Type.someNamed(ReceiveOverride.class),
                                    "",
                                    """
                                    What is not done with mail that comes in, so that it is done once where \
                                    mail goes through a filter: `no_unknown_recipient_checks`; \
                                    `no_address_mappings` (canonical tables, masquerade, virtual aliases, \
                                    copies), often before the filter; `no_header_body_checks` and \
                                    `no_milters`, often behind it. For each service, \
                                    `127.0.0.1:10026/inet/receive_override_options = no_header_body_checks`, \
                                    and as `pickup/unix/receive_override_options` for mail from `sendmail`.\
                                    """)
                            .differs(
                                    """
                                    `no_address_mappings` also leaves the senders that `srs_domain` has \
                                    made as they are.\
                                    """));

    private FilterParameters() {}
}
