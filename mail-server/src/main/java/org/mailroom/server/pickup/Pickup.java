// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.message.AddressList.Entry.Mailbox;
import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.Returning;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Takes mail from users of this host (pickup(8), postdrop(1)). The answer is a line: an exit code
/// of sysexits.h, and what it is about.
public final class Pickup {
    private static final int COPY_OCTETS = 16 << 10;
    private static final int DATA_ERROR = 65;
    private static final int USAGE = 64;
    private static final int UNAVAILABLE = 69;
    private static final int TEMPORARY = 75;
    private static final int NO_PERMISSION = 77;
    private static final int PERMANENT = 500;

    private final Intake intake;
    private final Supplier<MainCf> main;
    private final MailLog log;

    public Pickup(Intake intake, Supplier<MainCf> main, MailLog log) {
        this.intake = intake;
        this.main = main;
        this.log = log;
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        Refusal(int code, String text) {
            super(text);
            this.code = code;
        }
    }

    void take(LocalUser user, Optional<String> forbidden, InputStream in, OutputStream out)
            throws IOException {
        Request request = Request.read(in);
        var content = new ContentInput(in);
        String answer;
        try {
            if (forbidden.isPresent()) {
                throw new Refusal(NO_PERMISSION, forbidden.get());
            }
            answer = "0 " + queued(user, request, content);
        } catch (Refusal refusal) {
            answer = refusal.code + " " + refusal.getMessage();
        }
        // Who is cut off while sending may not get the answer.
        content.transferTo(OutputStream.nullOutputStream());
        out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String queued(LocalUser user, Request request, InputStream content)
            throws IOException, Refusal {
        SubmittedHeader header = SubmittedHeader.read(content);
        ReversePath sender = sender(user, request);
        List<Recipient> recipients = recipients(user, request, header);
        var envelope =
                new Envelope(
                        sender,
                        recipients,
                        Origin.ofUser(user.uid()),
                        request.eightBit() ? Envelope.Body.EIGHT_BIT_MIME : Envelope.Body.SEVEN_BIT,
                        Envelope.Encoding.ASCII,
                        request.envid(),
                        returning(request));
        try (Draft draft = intake.open(envelope, Intake.Submission.COMPLETE_HEADERS)) {
            String from =
                    "uid=%d from=<%s>"
                            .formatted(
                                    user.uid(), Printable.of(request.from().orElse(user.name())));
            log.postfix("pickup", log.nextNumber(), draft.id() + ": " + from);
            if (!header.has("from")) {
                write(draft, from(user, request, sender));
            }
            header.writeTo(draft);
            copy(content, draft);
            return switch (draft.commit()) {
                case Draft.Committed.Queued(var id) -> id.text();
                case Draft.Committed.Refused refused ->
                        throw new Refusal(
                                refused.code() >= PERMANENT ? UNAVAILABLE : TEMPORARY,
                                refused.text());
            };
        }
    }

    private ReversePath sender(LocalUser user, Request request) throws Refusal {
        String given = request.from().orElse(user.name());
        if (given.isEmpty() || given.equals("<>")) {
            return ReversePath.NULL;
        }
        List<Mailbox> mailboxes = SubmittedHeader.mailboxes(given);
        if (mailboxes.size() != 1) {
            throw new Refusal(USAGE, "expected one address of a sender, not \"" + given + "\"");
        }
        return new ReversePath.Sender(address(mailboxes.getFirst()));
    }

    private List<Recipient> recipients(LocalUser user, Request request, SubmittedHeader header)
            throws Refusal {
        Stream<Mailbox> given =
                request.recipients().stream().flatMap(it -> SubmittedHeader.mailboxes(it).stream());
        Stream<Mailbox> written =
                request.fromHeader() ? header.recipients().stream() : Stream.empty();
        Notify notices = notices(request);
        var recipients = new ArrayList<Recipient>();
        for (Mailbox mailbox : Stream.concat(given, written).toList()) {
            if (!mailbox.localPart().isEmpty()) {
                recipients.add(Recipient.of(address(mailbox)).with(notices));
            }
        }
        if (recipients.isEmpty()) {
            throw new Refusal(
                    request.fromHeader() ? DATA_ERROR : USAGE,
                    request.fromHeader()
                            ? user + ": No recipient addresses found in message header"
                            : user
                                    + ": Recipient addresses must be specified on the command line"
                                    + " or via the -t option");
        }
        return recipients;
    }

    private static Notify notices(Request request) throws Refusal {
        if (request.conditions().isEmpty()) {
            return Notify.UNSAID;
        }
        return Notify.parse(request.conditions().get())
                .orElseThrow(() -> new Refusal(USAGE, "bad value of NOTIFY"));
    }

    private static Returning returning(Request request) throws Refusal {
        return switch (request.returning().orElse("").toUpperCase(Locale.ROOT)) {
            case "" -> Returning.UNSAID;
            case "FULL" -> Returning.FULL;
            case "HDRS" -> Returning.HDRS;
            default -> throw new Refusal(USAGE, "bad value of RET");
        };
    }

    private Address address(Mailbox mailbox) throws Refusal {
        String domain =
                mailbox.domain().isEmpty()
                        ? main.get().get(NameParameters.MYORIGIN)
                        : mailbox.domain();
        String local = unquoted(mailbox.localPart());
        try {
            return new Address(local, domain);
        } catch (IllegalArgumentException e) {
            throw new Refusal(DATA_ERROR, "not an address: " + mailbox.localPart() + "@" + domain);
        }
    }

    private static String unquoted(String local) {
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        return quoted ? local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1") : local;
    }

    private static String from(LocalUser user, Request request, ReversePath sender) {
        String name = Printable.of(request.fullName().orElse(user.fullName()));
        String address = sender.toString().isEmpty() ? user.name() : sender.toString();
        if (name.isBlank()) {
            return "From: " + address + "\n";
        }
        String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
        return "From: \"" + quoted + "\" <" + address + ">\n";
    }

    private static void write(Draft draft, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        draft.write(octets, 0, octets.length);
    }

    private static void copy(InputStream content, Draft draft) throws IOException {
        byte[] buffer = new byte[COPY_OCTETS];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            draft.write(buffer, 0, n);
        }
    }
}
