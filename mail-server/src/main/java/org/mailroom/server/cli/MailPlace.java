// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

/// `USER` or `USER:FOLDER`, as it is typed. Names of users have no colon.
///
/// @param folder empty for all of a user's mail
record MailPlace(String user, String folder) {
    static MailPlace parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new MailPlace(text, "")
                : new MailPlace(text.substring(0, colon), text.substring(colon + 1));
    }
}
