// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage;

/// Where text is searched (RFC 3501 §6.4.4, BODY and TEXT).
public enum SearchedText {
    BODY,
    HEADER_AND_BODY
}
