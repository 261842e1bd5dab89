// SPDX-License-Identifier: Apache-2.0
/// TLS for both sides of a connection: keys, certificates and contexts.
@NullMarked
package org.mailroom.core.tls;

import org.jspecify.annotations.NullMarked;
