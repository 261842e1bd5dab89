// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

/// Settings for the client side of TLS. Safe for use by several threads.
public final class ClientTls {}
