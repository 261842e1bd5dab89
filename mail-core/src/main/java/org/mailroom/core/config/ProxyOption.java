// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// How a filter before the queue is spoken to, as in `smtpd_proxy_options`.
public enum ProxyOption {
    /// It hears of a message when the client has sent all of it.
    SPEED_ADJUST
}
