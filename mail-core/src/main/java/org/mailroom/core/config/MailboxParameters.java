// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Mailboxes and how they are locked.
public final class MailboxParameters {
    static final Chapter CHAPTER = new Chapter("Mailboxes");

    public static final Parameter<Path> MAIL_SPOOL_DIRECTORY =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_spool_directory",
                                    Type.path(),
                                    "/var/mail",
                                    """
                                    The directory of the mbox files of local users, one for each name.\
                                    """)
                            .atStart());

    public static final Parameter<String> HOME_MAILBOX =
            CHAPTER.add(
                    Parameter.of(
                                    "home_mailbox",
                                    Type.text(),
                                    "",
                                    """
                                    The file below the home folder of a user of the system, such as `mbox`, \
                                    that takes his mail in the place of his mailbox. It is written as the \
                                    user; `mailbox_command` goes before it.\
                                    """)
                            .differs(
                                    """
                                    IMAP and POP3 do not show that file. A name that ends in `/` is a \
                                    Maildir there; here mail stays in the mbox of `mail_spool_directory`.\
                                    """));

    public static final Parameter<Optional<Path>> VIRTUAL_MAILBOX_BASE =
            CHAPTER.add(
                    Parameter.of(
                                    "virtual_mailbox_base",
                                    Type.optionalPath(),
                                    "",
                                    """
                                    What stands before every value of `virtual_mailbox_maps`.\
                                    """)
                            .atStart());

    public static final Parameter<Path> MAIL_FOLDER_DIRECTORY =
            CHAPTER.add(
                    Parameter.of(
                                    "mail_folder_directory",
                                    Type.path(),
                                    "$data_directory/folders",
                                    """
                                    The directory of all folders but the inbox: a directory for each \
                                    account, and one for each level of folders.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<List<MailboxLock>> MAILBOX_DELIVERY_LOCK =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_delivery_lock",
                                    Type.someOf(MailboxLock.class),
                                    "fcntl, dotlock",
                                    """
                                    How a mailbox of a local user is locked: `fcntl`, `dotlock` or both.\
                                    """)
                            .atStart()
                            .differs(
                                    """
                                    The dotlock comes first, in whatever order they are written; `flock` is \
                                    not one of them.\
                                    """));

    public static final Parameter<Integer> DELIVER_LOCK_ATTEMPTS =
            CHAPTER.add(
                    Parameter.of(
                                    "deliver_lock_attempts",
                                    Type.number(1, Integer.MAX_VALUE),
                                    "20",
                                    """
                                    How often a lock is tried before the delivery is put off.\
                                    """)
                            .atStart());

    public static final Parameter<Duration> DELIVER_LOCK_DELAY =
            CHAPTER.add(
                    Parameter.of(
                                    "deliver_lock_delay",
                                    Type.duration('s', Duration.ZERO),
                                    "1s",
                                    """
                                    The time between two tries.\
                                    """)
                            .atStart());

    public static final Parameter<Duration> STALE_LOCK_TIME =
            CHAPTER.add(
                    Parameter.of(
                                    "stale_lock_time",
                                    Type.duration('s', Duration.ZERO),
                                    "500s",
                                    """
                                    The age at which a dotlock that nobody touches is taken for forgotten, \
                                    and removed.\
                                    """)
                            .atStart());

    public static final Parameter<Long> MAILBOX_SIZE_LIMIT =
            CHAPTER.add(
                    "mailbox_size_limit",
                    Type.octets(0),
                    "51200000",
                    """
                    The largest mailbox of a local user; mail that does not fit is returned. \
                    0 is no limit.\
                    """);

    public static final Parameter<Long> VIRTUAL_MAILBOX_LIMIT =
            CHAPTER.add(
                    "virtual_mailbox_limit",
                    Type.octets(0),
                    "51200000",
                    """
                    The largest mailbox of a user of a virtual domain; mail that does not fit is \
                    returned. 0 is no limit.\
                    """);

    public static final Parameter<Duration> MAILBOX_SYNC_INTERVAL =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_sync_interval",
                                    Type.duration('s', Duration.ZERO),
                                    "1s",
                                    """
                                    The longest time that mail for a busy mailbox gathers before it is \
                                    written and synced together. Until then the queue keeps it.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Integer> MAILBOX_COMPACTION_PERCENT =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_compaction_percent",
                                    Type.number(1, 100),
                                    "25",
                                    """
                                    How much of a mailbox file, in percent, expunged messages may take \
                                    before their room is given back.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Long> MAILBOX_COMPACTION_OCTETS =
            CHAPTER.add(
                    Parameter.of(
                                    "mailbox_compaction_octets",
                                    Type.octets(0),
                                    "67108864",
                                    """
                                    The same in octets, whatever the size of the file.\
                                    """)
                            .own()
                            .atStart());

    public static final Parameter<Long> STORAGE_CACHE_LIMIT =
            CHAPTER.add(
                    Parameter.of(
                                    "storage_cache_limit",
                                    Type.octets(0),
                                    "67108864",
                                    """
                                    How many octets of memory mailboxes that nobody has open just now may \
                                    take together with those in use. Those longest unused are let go of \
                                    first, and are read again when they are wanted.\
                                    """)
                            .own()
                            .atStart());

    private MailboxParameters() {}
}
