// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// A way to lock a mailbox, as in `mailbox_delivery_lock`.
public enum MailboxLock {
    FCNTL,
    DOTLOCK
}
