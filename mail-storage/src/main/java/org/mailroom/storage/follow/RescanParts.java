// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.follow;

import org.mailroom.storage.folder.UidValidities;

import java.time.ZoneId;

/// What following a file takes from the store of its mailbox.
///
/// @param zone of dates in `From ` lines
public record RescanParts(ZoneId zone, MessageRoom room, UidValidities uidValidities) {}
