// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.access;

import org.mailroom.storage.file.FileThreads;
import org.mailroom.storage.file.Locking;
import org.mailroom.storage.file.MailFiles;
import org.mailroom.storage.follow.RescanParts;

import java.time.InstantSource;

/// What the mailboxes of a store share on their way to files and indexes.
public record AccessParts(
        MailFiles files,
        Indexes indexes,
        Locking locking,
        FileThreads threads,
        InstantSource clock,
        RescanParts rescan) {}
