// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Where the addresses of a host are looked up, as in `smtp_host_lookup`.
public enum HostLookup {
    DNS,
    /// As other programs of this machine do.
    NATIVE
}
