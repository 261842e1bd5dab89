// SPDX-License-Identifier: Apache-2.0
/// What lists of the DNS say (RFC 5782).
@NullMarked
package org.mailroom.smtp.dnslist;

import org.jspecify.annotations.NullMarked;
