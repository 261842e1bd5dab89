// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

/// One MX record. The host `""` (written `.`) with preference 0 is a null MX (RFC 7505).
public record MailExchanger(int preference, String host) {}
