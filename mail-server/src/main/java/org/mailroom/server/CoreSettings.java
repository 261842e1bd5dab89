// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.AddressParameters;
import org.mailroom.core.config.BounceParameters;
import org.mailroom.core.config.FilterParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.MessageParameters;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.delivery.BounceSettings;
import org.mailroom.core.delivery.DeliverySettings;
import org.mailroom.core.delivery.DeliverySettings.Bounces;
import org.mailroom.core.delivery.RetrySchedule;
import org.mailroom.core.intake.CleanupSettings;
import org.mailroom.core.intake.CleanupTables;
import org.mailroom.core.journal.JournalSettings;
import org.mailroom.core.queue.QueueSettings;
import org.mailroom.core.route.AliasKind;
import org.mailroom.core.table.Delimiters;
import org.mailroom.core.table.MatchList;

import java.time.ZoneId;
import java.util.Set;

/// From `main.cf` to the settings of intake, queue and delivery.
final class CoreSettings {
    private CoreSettings() {}

    static CleanupSettings cleanup(MainCf main, CleanupTables tables) {
        return new CleanupSettings(
                main.get(NameParameters.MYHOSTNAME),
                main.get(NameParameters.MAIL_NAME),
                Set.copyOf(main.get(MessageParameters.MESSAGE_DROP_HEADERS)),
                main.get(MessageParameters.CLEANUP_REPLACE_STRAY_CR_LF),
                main.get(MessageParameters.HEADER_SIZE_LIMIT),
                main.get(MessageParameters.HOPCOUNT_LIMIT),
                main.get(MessageParameters.MESSAGE_SIZE_LIMIT),
                ZoneId.systemDefault(),
                main.get(FilterParameters.DEFAULT_FILTER_NEXTHOP),
                AliasKind.ALL,
                tables);
    }

    /// What separates a user from an extension, the same wherever an address is looked at.
    static Delimiters delimiters(MainCf main) {
        return new Delimiters(
                main.get(AddressParameters.RECIPIENT_DELIMITER),
                main.get(AddressParameters.OWNER_REQUEST_SPECIAL)
                        ? Delimiters.ListNames.WHOLE
                        : Delimiters.ListNames.SPLIT);
    }

    /// What a domain stands for in the lists of a parameter, or in a kind of tables.
    static MatchList.Reach reach(MainCf main, String parameter) {
        return main.get(NameParameters.PARENT_DOMAIN_MATCHES_SUBDOMAINS).contains(parameter)
                ? MatchList.Reach.SUBDOMAINS
                : MatchList.Reach.DOT_SUBDOMAINS;
    }

    static QueueSettings queue(MainCf main) {
        return new QueueSettings(
                main.get(QueueParameters.QUEUE_DIRECTORY),
                main.get(QueueParameters.QUEUE_INLINE_LIMIT),
                main.get(QueueParameters.QUEUE_MEMORY_LIMIT),
                main.get(QueueParameters.QUEUE_MINFREE),
                main.get(MessageParameters.MESSAGE_SIZE_LIMIT),
                new JournalSettings(main.get(QueueParameters.QUEUE_SEGMENT_SIZE)));
    }

    static BounceSettings bounces(MainCf main) {
        return new BounceSettings(
                main.get(NameParameters.MYHOSTNAME),
                main.get(NameParameters.MYDOMAIN),
                main.get(NameParameters.MYORIGIN),
                ZoneId.systemDefault(),
                main.get(BounceParameters.BOUNCE_SIZE_LIMIT),
                main.get(BounceParameters.DELAY_WARNING_TIME),
                main.get(QueueParameters.MAXIMAL_QUEUE_LIFETIME),
                main.use(BounceParameters.BOUNCE_TEMPLATE_FILE, BounceTelling::templates),
                BounceTelling.of(main));
    }

    static DeliverySettings delivery(MainCf main) {
        return new DeliverySettings(
                retry(main),
                main.get(QueueParameters.QMGR_MESSAGE_ACTIVE_LIMIT),
                main.get(QueueParameters.QMGR_MESSAGE_RECIPIENT_LIMIT),
                DeliveryLimits.of(main),
                main.get(QueueParameters.IN_FLOW_DELAY),
                main.get(BounceParameters.SOFT_BOUNCE) ? Bounces.AT_THE_END : Bounces.AT_ONCE);
    }

    private static RetrySchedule retry(MainCf main) {
        return new RetrySchedule(
                main.get(QueueParameters.MINIMAL_BACKOFF_TIME),
                main.get(QueueParameters.MAXIMAL_BACKOFF_TIME),
                main.get(QueueParameters.QUEUE_RUN_DELAY),
                main.get(QueueParameters.MAXIMAL_QUEUE_LIFETIME),
                main.get(QueueParameters.BOUNCE_QUEUE_LIFETIME),
                main.get(BounceParameters.DELAY_WARNING_TIME));
    }
}
