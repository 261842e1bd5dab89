// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.Request;

import java.util.EnumMap;
import java.util.Map;

/// How a client has behaved so far: what it did, how often it failed. On the session's thread.
final class Conduct {

    private record Count(int succeeded, int tried) {
        static final Count ZERO = new Count(0, 0);

        Count plus(boolean success) {
            return new Count(succeeded + (success ? 1 : 0), tried + 1);
        }

        Count plus(Count other) {
            return new Count(succeeded + other.succeeded, tried + other.tried);
        }

        @Override
        public String toString() {
            return succeeded == tried ? "" + tried : succeeded + "/" + tried;
        }
    }

    private final SmtpLimits limits;
    private final Map<Verb, Count> counts = new EnumMap<>(Verb.class);
    private String where = "CONNECT";
    private int errors;
    private int junk;
    private Hurry hurry = Hurry.NEVER;

    /// How often the client did not wait for a reply it has to wait for.
    enum Hurry {
        NEVER,
        FIRST,
        AGAIN
    }

    Conduct(SmtpLimits limits) {
        this.limits = limits;
    }

    void began(Verb verb) {
        where = verb.toString();
        if (verb.isIdle()) {
            idled();
        }
    }

    /// What was done moves no mail, or next to none.
    void idled() {
        if (++junk > limits.junkCommands()) {
            errors++;
        }
    }

    /// The content of a message has come; its reply has not gone.
    void atEndOfMessage() {
        where = "END-OF-MESSAGE";
    }

    /// The client went in the middle of its content.
    void endedWithin(long octets) {
        where += " (" + octets + " bytes)";
    }

    void succeeded(Verb verb) {
        count(verb, true);
    }

    /// A message was taken: all is forgiven.
    void delivered() {
        errors = 0;
        junk = 0;
    }

    void failed(Verb verb) {
        count(verb, false);
        errors++;
    }

    void failedMildly(Verb verb) {
        count(verb, false);
    }

    Hurry hurries() {
        hurry = hurry == Hurry.NEVER ? Hurry.FIRST : Hurry.AGAIN;
        return hurry;
    }

    Request.Pace pace() {
        return hurry == Hurry.NEVER ? Request.Pace.PROPER : Request.Pace.TOO_FAST;
    }

    boolean isSuspect() {
        return errors > limits.softErrors();
    }

    boolean isHopeless() {
        return errors >= limits.hardErrors();
    }

    /// The last command, as the log names it.
    String where() {
        return where;
    }

    /// What was done, as the last line of a session in the log says it.
    @Override
    public String toString() {
        var text = new StringBuilder(64);
        var all = Count.ZERO;
        for (var entry : counts.entrySet()) {
            text.append(' ').append(entry.getKey().logName()).append('=').append(entry.getValue());
            all = all.plus(entry.getValue());
        }
        return text + " commands=" + (all.tried() == 0 ? "0/0" : all);
    }

    private void count(Verb verb, boolean success) {
        counts.merge(verb, Count.ZERO.plus(success), Count::plus);
    }
}
