// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.programs;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/// What a program reads and where it writes.
///
/// @param environment its variables
public record Terminal(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {}
