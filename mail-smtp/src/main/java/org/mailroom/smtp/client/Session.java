// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.client;

/// A session with another server that is ready for mail. Deliveries may use it one after the other;
/// it belongs to one of them, or to `ConnectionCache`.
final class Session {
    private final Dialogue dialogue;
    private final Target target;
    private final Features features;
    private final String tls;
    private final long begun = System.nanoTime();
    private int uses = 1;

    /// @param tls what the log tells of its protection
    Session(Dialogue dialogue, Target target, Features features, String tls) {
        this.dialogue = dialogue;
        this.target = target;
        this.features = features;
        this.tls = tls;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    Target target() {
        return target;
    }

    Features features() {
        return features;
    }

    String tls() {
        return tls;
    }

    /// The how manieth delivery has it now.
    int uses() {
        return uses;
    }

    void usedAgain() {
        uses++;
    }

    /// Whether a further delivery may have it.
    boolean mayGoOn(ClientSettings.Reuse reuse) {
        boolean underTls = reuse.underTls() == ClientSettings.UnderTls.KEPT;
        return dialogue.isUsable()
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
