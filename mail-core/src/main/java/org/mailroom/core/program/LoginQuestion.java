// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

/// Whether that is the password of a user of this system. As text without the password.
///
/// @param service by whose rules PAM judges: a file in `/etc/pam.d`
/// @param client the address that he comes from, which PAM may judge by as well
public record LoginQuestion(String service, String user, String password, String client) {
    @Override
    public String toString() {
        return service + ": " + user;
    }
}
