// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

/// How a password is to be salted (RFC 5802 §5.1). The salt is in base64.
public record ScramTerms(String salt, int iterations) {}
