// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Which addresses of a server are tried first, as in `smtp_address_preference`.
public enum AddressPreference {
    ANY,
    IPV4,
    IPV6
}
