// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.dns;

import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A name server on a free loopback port that knows the lines of one zone file, for tests; UDP and
/// TCP. Names it does not know do not exist. Notes what it is asked.
public final class RecordedDns implements AutoCloseable {
    private static final int DEFAULT_TTL_SECONDS = 300;
    private static final int ATTEMPTS_TO_BIND = 20;
    private static final int MAX_ALIASES = 10;

    private final List<org.xbill.DNS.Record> zone;
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final Set<Name> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> failingQuestions = ConcurrentHashMap.newKeySet();
    private final Set<Name> silent = ConcurrentHashMap.newKeySet();
    private final Set<Name> truncated = ConcurrentHashMap.newKeySet();
    private final Set<Name> cutByTcp = ConcurrentHashMap.newKeySet();
    private final Set<Name> referred = ConcurrentHashMap.newKeySet();
    private final Set<Name> signed = ConcurrentHashMap.newKeySet();
    private ServerSocket tcp = new ServerSocket();
    private DatagramSocket udp;

    private RecordedDns(List<org.xbill.DNS.Record> zone) throws IOException {
        this.zone = zone;
        udp = bind();
        Thread.ofVirtual().name("dns-udp").start(this::serveUdp);
        Thread.ofVirtual().name("dns-tcp").start(this::serveTcp);
    }

    /// Lines as in a zone file (RFC 1035 §5.1), `$TTL` and class left out as one likes; names are
    /// relative to the root.
    public static RecordedDns of(String... zoneLines) {
        var text = String.join("\n", zoneLines) + "\n";
        var records = new ArrayList<org.xbill.DNS.Record>();
        try (var master =
                new Master(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        Name.root,
                        DEFAULT_TTL_SECONDS)) {
            for (var record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
            return new RecordedDns(List.copyOf(records));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers SERVFAIL to questions for this name.
    public RecordedDns failing(String name) {
        failing.add(Name.fromConstantString(name));
        return this;
    }

    /// Answers SERVFAIL to this question, `name type`.
    public RecordedDns failingQuestion(String question) {
        failingQuestions.add(question);
        return this;
    }

    /// Does not answer questions for this name.
    public RecordedDns silent(String name) {
        silent.add(Name.fromConstantString(name));
        return this;
    }

    /// Answers to questions for this name do not fit into UDP.
    public RecordedDns truncating(String name) {
        truncated.add(Name.fromConstantString(name));
        return this;
    }

    /// Answers to questions for this name do not fit into TCP either.
    public RecordedDns truncatingAlways(String name) {
        cutByTcp.add(Name.fromConstantString(name));
        return truncating(name);
    }

    /// Names others, who know, instead of answering questions for this name.
    public RecordedDns referring(String name) {
        referred.add(Name.fromConstantString(name));
        return this;
    }

    /// Says that it has proven what is in this domain, to those who want to know.
    public RecordedDns signed(String domain) {
        signed.add(Name.fromConstantString(domain));
        return this;
    }

    /// Says so no longer.
    public void unsigned(String domain) {
        signed.remove(Name.fromConstantString(domain));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /// What a resolver needs to ask this server, impatiently.
    public DnsSettings settings() {
        return new DnsSettings(List.of(address()), Duration.ofMillis(500), 2);
    }

    /// What was asked so far, as `name type`, in order.
    public List<String> questions() {
        return List.copyOf(questions);
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One port that is free for both.
    private DatagramSocket bind() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 1; ; i++) {
            var socket = new DatagramSocket(0, loopback);
            try {
                tcp = new ServerSocket(socket.getLocalPort(), 50, loopback);
                return socket;
            } catch (BindException taken) {
                socket.close();
                if (i == ATTEMPTS_TO_BIND) {
                    throw taken;
                }
            }
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                Name name = query.getQuestion().getName();
                if (note(query)) {
                    byte[] octets = answer(query).toWire(65_535);
                    if (truncated.contains(name) || octets.length > roomFor(query)) {
                        octets = cut(query).toWire(65_535);
                    }
                    udp.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                try (Socket client = tcp.accept()) {
                    var in = new DataInputStream(client.getInputStream());
                    byte[] octets = new byte[in.readUnsignedShort()];
                    in.readFully(octets);
                    var query = new Message(octets);
                    if (note(query)) {
                        boolean isCut = cutByTcp.contains(query.getQuestion().getName());
                        byte[] reply = (isCut ? cut(query) : answer(query)).toWire(65_535);
                        var out = new DataOutputStream(client.getOutputStream());
                        out.writeShort(reply.length);
                        out.write(reply);
                        out.flush();
                    }
                }
            }
        } catch (SocketException closed) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // RFC 6891 §6.2.5
    private static int roomFor(Message query) {
        return query.getOPT() == null ? 512 : query.getOPT().getPayloadSize();
    }

    /// Whether the question gets an answer.
    private boolean note(Message query) {
        questions.add(asked(query));
        return !silent.contains(query.getQuestion().getName());
    }

    private static String asked(Message query) {
        var question = query.getQuestion();
        return question.getName() + " " + Type.string(question.getType());
    }

    private static Message cut(Message query) {
        Message reply = replyTo(query);
        reply.getHeader().setFlag(Flags.TC);
        return reply;
    }

    private Message answer(Message query) {
        Message reply = replyTo(query);
        Name name = query.getQuestion().getName();
        if (failing.contains(name) || failingQuestions.contains(asked(query))) {
            reply.getHeader().setRcode(Rcode.SERVFAIL);
            return reply;
        }
        if (referred.contains(name)) {
            reply.addRecord(
                    new NSRecord(name, DClass.IN, DEFAULT_TTL_SECONDS, name), Section.AUTHORITY);
            return reply;
        }
        boolean exists = zone.stream().anyMatch(r -> r.getName().subdomain(name));
        addAnswers(reply, name, query.getQuestion().getType(), MAX_ALIASES);
        if (reply.getSection(Section.ANSWER).isEmpty()) {
            reply.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
            reply.addRecord(soa(), Section.AUTHORITY);
        }
        if (query.getHeader().getFlag(Flags.AD) && isProven(reply)) {
            reply.getHeader().setFlag(Flags.AD);
        }
        return reply;
    }

    // RFC 4035 §3.2.3: all that is in the answer
    private boolean isProven(Message reply) {
        return Stream.concat(
                        Stream.of(reply.getQuestion()), reply.getSection(Section.ANSWER).stream())
                .allMatch(r -> signed.stream().anyMatch(zone -> r.getName().subdomain(zone)));
    }

    private void addAnswers(Message reply, Name name, int type, int aliases) {
        for (var record : zone) {
            if (record.getName().equals(name)) {
                if (record.getType() == type) {
                    reply.addRecord(record, Section.ANSWER);
                } else if (aliases > 0 && record instanceof CNAMERecord alias) {
                    reply.addRecord(record, Section.ANSWER);
                    addAnswers(reply, alias.getTarget(), type, aliases - 1);
                }
            }
        }
    }

    private static Message replyTo(Message query) {
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RD);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private static SOARecord soa() {
        return new SOARecord(
                Name.root,
                DClass.IN,
                DEFAULT_TTL_SECONDS,
                Name.fromConstantString("ns."),
                Name.fromConstantString("hostmaster."),
                1,
                3600,
                600,
                86_400,
                DEFAULT_TTL_SECONDS);
    }
}
