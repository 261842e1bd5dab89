// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.intake;

/// The next station of content on its way into the queue. Used by one thread.
@FunctionalInterface
interface OctetSink {
    void write(byte[] buffer, int offset, int length);
}
