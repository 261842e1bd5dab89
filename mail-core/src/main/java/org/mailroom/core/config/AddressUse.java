// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// What an address in a message is for, as `canonical_classes` and its kind name it.
public enum AddressUse {
    ENVELOPE_SENDER,
    ENVELOPE_RECIPIENT,
    HEADER_SENDER,
    HEADER_RECIPIENT
}
