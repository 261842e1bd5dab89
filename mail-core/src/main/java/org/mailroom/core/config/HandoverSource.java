// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Where a command or a file is named that mail is given to.
public enum HandoverSource {
    ALIAS,
    FORWARD,
    INCLUDE
}
