// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.message;

/// Text from outside that does not follow its grammar. Thrown by parsers only; the session loop
/// catches it once and answers in the form of its protocol. The message is fit for the peer.
public final class SyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SyntaxException(String message) {
        super(message, null, false, false);
    }
}
