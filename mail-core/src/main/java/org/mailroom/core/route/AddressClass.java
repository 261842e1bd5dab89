// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.route;

/// Postfix's address classes (ADDRESS_CLASS_README).
public enum AddressClass {
    LOCAL,
    VIRTUAL_ALIAS,
    VIRTUAL_MAILBOX,
    RELAY,
    DEFAULT
}
