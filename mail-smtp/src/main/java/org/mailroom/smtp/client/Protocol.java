// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

/// What is spoken with another server.
public enum Protocol {
    SMTP,
    /// LMTP (RFC 2033): a reply for each recipient behind the message.
    LMTP
}
