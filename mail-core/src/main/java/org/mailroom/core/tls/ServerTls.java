// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.tls;

/// Certificates and settings for the server side of TLS. Immutable: a reload makes a new one, and
/// sessions that have begun keep theirs. Safe for use by several threads.
public final class ServerTls {}
