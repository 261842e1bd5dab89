// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

/// A delivery and the message that it became.
public record Delivered(DeliveryKey key, long uid) {}
