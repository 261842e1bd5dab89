// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

/// One TLSA record (RFC 6698 §2.1), whatever its numbers.
///
/// @param data the certificate, the key or the digest of it, in hexadecimal digits of lower case
public record Tlsa(int usage, int selector, int matchingType, String data) {}
