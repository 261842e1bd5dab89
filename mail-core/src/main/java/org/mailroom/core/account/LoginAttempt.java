// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.net.InetAddress;

/// Somebody who says who he is: to be judged by `Authenticator`. `service` is `smtp`, `imap` or
/// `pop3`; `user` is as typed.
public record LoginAttempt(String user, String password, String service, InetAddress client) {
    @Override
    public String toString() {
        return "LoginAttempt[" + user + " " + service + " " + client + "]";
    }
}
