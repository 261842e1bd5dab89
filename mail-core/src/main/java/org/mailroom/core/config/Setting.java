// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.util.Optional;

/// One value of a parameter.
///
/// @param service for which it was set; empty for the value of all that have none of their own
public record Setting(Parameter<?> parameter, Optional<ServiceName> service) {}
