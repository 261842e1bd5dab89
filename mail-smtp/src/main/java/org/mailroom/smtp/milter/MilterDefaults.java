// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.config.MilterAction;

import java.nio.file.Path;
import java.time.Duration;

/// How milters are spoken to that have no options of their own.
///
/// @param action `milter_default_action`
/// @param protocol `milter_protocol`
/// @param folder where relative paths of sockets start from (`queue_directory`)
public record MilterDefaults(
        Duration connectTimeout,
        Duration commandTimeout,
        Duration contentTimeout,
        MilterAction action,
        String protocol,
        Path folder) {}
