// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

/// The rules of one state of a table.
interface Rules {
    Lookup find(String spec, String key);
}
