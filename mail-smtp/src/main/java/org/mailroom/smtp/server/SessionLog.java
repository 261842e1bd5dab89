// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.server;

import org.mailroom.core.log.MailLog;
import org.mailroom.core.queue.QueueId;
import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.ProxyAttribute;
import org.mailroom.smtp.ProxyAttributes;
import org.mailroom.smtp.Reply;
import org.mailroom.smtp.Verb;
import org.mailroom.smtp.access.AccessNotes;
import org.mailroom.smtp.access.Request;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.notice.SessionTranscript;

import java.nio.charset.StandardCharsets;

/// A session's lines in the mail log, in the words of Postfix's smtpd. On the session's thread.
final class SessionLog implements AccessNotes {
    private static final String NO_QUEUE_ID = "NOQUEUE";
    private static final int MAX_QUOTE = 100;

    /// With the name of an account in it, which nobody may have.
    private static final int MAX_REASON = 400;

    private final MailLog log;
    private final String process;
    private final long number;
    private final String session;

    SessionLog(MailLog log, String process) {
        this.log = log;
        this.process = process;
        this.number = log.nextNumber();
        this.session = Long.toHexString(System.nanoTime()) + "." + Long.toHexString(number);
    }

    /// A name that no other session has.
    String session() {
        return session;
    }

    void connected(Client client) {
        write("connect from " + client.label());
    }

    void disconnected(Client client, Conduct conduct) {
        write("disconnect from " + client.label() + conduct);
    }

    /// `event` is `lost connection` or `timeout` or `too many errors`.
    void ended(String event, String where, Client client) {
        write(event + " after " + where + " from " + client.label());
    }

    /// Writes down what is said (`debug_peer_list`).
    SessionTranscript.Follower dialogue(Client client) {
        return new SessionTranscript.Follower() {
            @Override
            public void in(String line) {
                write("< " + client.label() + ": " + line);
            }

            @Override
            public void out(String line) {
                write("> " + client.label() + ": " + line);
            }
        };
    }

    void tlsBegins(Client client) {
        write("setting up TLS connection from " + client.label());
    }

    /// @param certificate of the client
    void shown(Client client, String certificate) {
        write(client.label() + ": " + certificate);
    }

    void handshakeFailed(Client client) {
        write("SSL_accept error from " + client.label());
    }

    void encrypted(Client client, TlsInfo tls, boolean trusted) {
        String shown = trusted ? "Trusted" : "Untrusted";
        write(
                "%s TLS connection established from %s: %s"
                        .formatted(
                                tls.shown().isEmpty() ? "Anonymous" : shown,
                                client.label(),
                                describe(tls)));
    }

    /// The client has no certificate that a trusted authority made, and has to.
    void notTrusted(Client client) {
        boolean shown = client.tls().filter(tls -> !tls.shown().isEmpty()).isPresent();
        write(
                "NOQUEUE: abort: TLS from %s: %s"
                        .formatted(
                                client.label(),
                                shown
                                        ? "Client certificate not trusted"
                                        : "No client certificate presented"));
    }

    /// As the log and the trace field of a message put it.
    static String describe(TlsInfo tls) {
        return "%s with cipher %s (%d/%d bits)"
                .formatted(tls.protocol(), tls.cipher(), tls.bits(), tls.bits());
    }

    void tooFast(String where, Client client) {
        write("improper command pipelining after " + where + " from " + client.label());
    }

    void notSmtp(Client client, byte[] line) {
        String text = new String(line, StandardCharsets.US_ASCII);
        notSmtp(client, SessionTranscript.mayBeSecret(line) ? "***" : text);
    }

    void notSmtp(Client client, String what) {
        warning("non-SMTP command from " + client.label() + ": " + quote(what));
    }

    void illegalAddress(Client client, Verb verb, String line) {
        warning(
                "Illegal address syntax from %s in %s command: %s"
                        .formatted(client.label(), verb, quote(pathIn(line))));
    }

    /// What stands behind the colon of MAIL or RCPT, without options.
    private static String pathIn(String line) {
        String behind = line.substring(line.indexOf(':') + 1).strip();
        int end = behind.lastIndexOf('>') + 1;
        return end > 0 ? behind.substring(0, end) : behind;
    }

    void authenticationFailed(Client client, String mechanism, String reason) {
        warning(
                "%s: SASL %s authentication failed: %s"
                        .formatted(client.label(), quote(mechanism), cut(reason, MAX_REASON)));
    }

    void accepted(QueueId id, Client client, ProxyAttributes forwarded) {
        var text = new StringBuilder(id + ": client=" + client.label());
        client.login()
                .ifPresent(
                        login ->
                                text.append(", sasl_method=")
                                        .append(login.mechanism())
                                        .append(", sasl_username=")
                                        .append(login.user()));
        String identity = forwarded.text(ProxyAttribute.IDENT, "", "");
        if (!identity.isEmpty()) {
            text.append(", orig_queue_id=").append(identity);
        }
        if (forwarded.tellsOfClient()) {
            text.append(", orig_client=").append(forwarded.clientLabel());
        }
        write(text.toString());
    }

    void refused(Request request, Reply reply) {
        remark("reject", request, reply.toString());
    }

    void refused(QueueId id, Request request, Reply reply) {
        write(id + ": reject: " + describe(request, reply.toString()));
    }

    @Override
    public void remark(String kind, Request request, String text) {
        write(NO_QUEUE_ID + ": " + kind + ": " + describe(request, text));
    }

    @Override
    public void warning(String text) {
        write("warning: " + text);
    }

    /// What milters say of a message that has an id.
    void remark(QueueId id, String kind, Request request, String text) {
        write(id + ": " + kind + ": " + describe(request, text));
    }

    /// What milters say of a command that is not about a message.
    void remark(String kind, String where, Client client, String text) {
        write(
                "%s: %s: %s from %s: %s;%s"
                        .formatted(
                                NO_QUEUE_ID, kind, where, client.label(), text, greeting(client)));
    }

    private static String describe(Request request, String text) {
        Client client = request.client();
        var line = new StringBuilder(160);
        line.append(request.moment()).append(" from ").append(client.label()).append(": ");
        line.append(text).append(';');
        request.sender().ifPresent(sender -> line.append(" from=<").append(sender).append('>'));
        request.recipient().ifPresent(to -> line.append(" to=<").append(to).append('>'));
        return line + greeting(client);
    }

    private static String greeting(Client client) {
        String name = client.greeting().name();
        String protocol = " proto=" + client.greeting().protocol();
        return name.isEmpty() ? protocol : protocol + " helo=<" + name + ">";
    }

    private static String quote(String line) {
        return cut(line, MAX_QUOTE);
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private void write(String text) {
        log.postfix(process, number, text);
    }
}
