// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.delivery;

import org.mailroom.core.rewrite.AddressMap;
import org.mailroom.core.rewrite.SenderRewriting;

import java.util.Optional;

/// What becomes of addresses in mail that leaves by SMTP.
///
/// @param generic `smtp_generic_maps`; empty where there are none
/// @param srs empty where senders stay as they are
public record OutgoingSettings(Optional<AddressMap> generic, Optional<SenderRewriting> srs) {}
