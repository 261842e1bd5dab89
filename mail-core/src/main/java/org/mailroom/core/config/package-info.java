// SPDX-License-Identifier: Apache-2.0
/// Configuration in the syntax of `main.cf`: reading, checking, and the values of parameters.
@NullMarked
package org.mailroom.core.config;

import org.jspecify.annotations.NullMarked;
