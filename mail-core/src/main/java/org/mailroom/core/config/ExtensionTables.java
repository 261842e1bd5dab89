// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// Kinds of tables whose results take an extension along that the table does not know.
public enum ExtensionTables {
    CANONICAL,
    VIRTUAL,
    ALIAS,
    FORWARD,
    INCLUDE,
    GENERIC
}
