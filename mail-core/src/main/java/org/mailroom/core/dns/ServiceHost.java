// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

/// One SRV record (RFC 2782). The host `""` (written `.`) says that the service is not there.
public record ServiceHost(int priority, int weight, int port, String host) {}
