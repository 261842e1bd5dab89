// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// A parameter that was set.
///
/// @param place where: `/etc/mailroom/main.cf, line 3`, or `-o` on the command line
/// @param text the value as written, continuations joined
record Assignment(String place, String name, String text) {}
