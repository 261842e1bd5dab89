// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

import org.mailroom.smtp.sasl.PasswordMaps;

/// A session with another server that is ready for mail. Deliveries may use it one after the other;
/// it belongs to one of them, or to `ConnectionCache`.
final class Session {
    private final Dialogue dialogue;
    private final Target target;
    private final Terms terms;
    private final long begun = System.nanoTime();
    private int uses = 1;
    private int mails;

    /// What came of its beginning.
    ///
    /// @param tls what the log tells of its protection
    /// @param login what there was to log in with
    record Terms(Features features, String tls, PasswordMaps.Found login) {}

    Session(Dialogue dialogue, Target target, Terms terms) {
        this.dialogue = dialogue;
        this.target = target;
        this.terms = terms;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    Target target() {
        return target;
    }

    Terms terms() {
        return terms;
    }

    /// The how manieth delivery has it now.
    int uses() {
        return uses;
    }

    void usedAgain() {
        uses++;
    }

    /// No delivery has it now, and none hears what is said in it.
    void rests() {
        dialogue.said().follow(Said.Follower.NOBODY);
    }

    /// A message begins in it.
    void beginMail() {
        mails++;
    }

    /// Whether the server takes a further message in it.
    boolean takesMore() {
        return dialogue.isUsable() && mails < terms.features().limits().mails();
    }

    /// Whether a further delivery may have it.
    boolean mayGoOn(ClientSettings.Reuse reuse) {
        boolean underTls = reuse.underTls() == ClientSettings.UnderTls.KEPT;
        return takesMore()
                && (underTls || !dialogue.isEncrypted())
                && (reuse.count() == 0 || uses < reuse.count())
                && System.nanoTime() - begun < reuse.age().toNanos();
    }

    /// Takes leave.
    void end() {
        dialogue.quit();
        dialogue.close();
    }
}
