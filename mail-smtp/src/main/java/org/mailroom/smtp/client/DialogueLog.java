// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.core.log.PostfixLines;

/// Writes what is said with a server of `debug_peer_list` into the mail log, as part of one
/// delivery.
record DialogueLog(Journey journey, PostfixLines lines, Target.Inet server)
        implements Said.Follower {

    @Override
    public void out(String command) {
        write("> ", command);
    }

    @Override
    public void in(String reply) {
        write("< ", reply);
    }

    private void write(String direction, String line) {
        journey.log(lines, direction + server + ": " + line);
    }
}
