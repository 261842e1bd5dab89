// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

import org.mailroom.core.message.MessageContent;

import java.time.Instant;

/// A message to be stored by APPEND, COPY or import. (Deliveries come through `storage.mda`.)
public record NewMessage(MessageContent content, Flags flags, Instant internalDate) {}
