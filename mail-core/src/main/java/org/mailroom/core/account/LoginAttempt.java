// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;

/// Somebody who says who he is: to be judged by `Authenticator`. `service` is `smtp`, `imap` or
/// `pop3`; `user` is as typed.
public record LoginAttempt(String user, Evidence evidence, String service, InetAddress client) {

    /// One with a password.
    public LoginAttempt(String user, String password, String service, InetAddress client) {
        this(user, new Evidence.Password(password), service, client);
    }
}
