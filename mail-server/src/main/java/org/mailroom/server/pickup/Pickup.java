// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.intake.Draft;
import org.mailroom.core.intake.Inspection;
import org.mailroom.core.intake.Intake;
import org.mailroom.core.intake.WayIn;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.message.AddressList;
import org.mailroom.core.message.AddressList.Entry.Mailbox;
import org.mailroom.core.message.ContentSpool;
import org.mailroom.core.message.Printable;
import org.mailroom.core.queue.Envelope;
import org.mailroom.core.queue.Envelope.Purpose;
import org.mailroom.core.queue.Envelope.Returning;
import org.mailroom.core.queue.Notify;
import org.mailroom.core.queue.Origin;
import org.mailroom.core.queue.Recipient;
import org.mailroom.server.pickup.SubmittedHeader.Recipients;
import org.mailroom.server.programs.ExitCode;
import org.mailroom.smtp.MailParameters;
import org.mailroom.smtp.Xtext;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    private static final int LONG_LISTS = 8;
    private static final int LONG_LISTS_OF_USER = 2;
    private static final int SHOWN_CHARACTERS = 100;
    private static final int PERMANENT = 500;

    private final Intake intake;
    private final Supplier<WayIn> way;
    private final Supplier<MainCf> main;
    private final MailLog log;
    private final Path scratch;
    private final Turns turns = new Turns(LONG_LISTS, LONG_LISTS_OF_USER);

    /// @param way of this mail through intake
    /// @param scratch the directory of files without names
    public Pickup(
            Intake intake, Supplier<WayIn> way, Supplier<MainCf> main, MailLog log, Path scratch) {
        this.scratch = scratch;
        this.intake = intake;
        this.way = way;
        this.main = main;
        this.log = log;
    }

    void take(LocalUser user, Optional<String> forbidden, InputStream in, OutputStream out)
            throws IOException {
        var content = new BufferedInputStream(new ContentInput(in));
        String answer;
        try (var room = new RecipientRoom(turns, user.name())) {
            Request request = Request.read(in, room);
            if (forbidden.isPresent()) {
                throw new RefusalException(ExitCode.NO_PERMISSION, forbidden.get());
            }
            answer = "0 " + queued(user, request, content, room);
        } catch (RefusalException refusal) {
            answer = refusal.line();
        }
        // Who is cut off while sending may not get the answer.
        content.transferTo(OutputStream.nullOutputStream());
        out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String queued(LocalUser user, Request request, InputStream content, RecipientRoom room)
            throws IOException, RefusalException {
        // The draft wants the recipients first
        try (var start = new ContentSpool(scratch)) {
            var copy = new BufferedOutputStream(start);
            Recipients where =
                    request.fromHeader() ? Recipients.IN_THE_HEADER : Recipients.ELSEWHERE;
            SubmittedHeader header = SubmittedHeader.read(content, copy, where, room);
            copy.flush();
            try (InputStream head = start.content().open()) {
                return queued(user, request, header, List.of(head, content));
            }
        }
    }

    private String queued(
            LocalUser user, Request request, SubmittedHeader header, List<InputStream> content)
            throws IOException, RefusalException {
        ReversePath sender = sender(user, request);
        if (request.purpose() != Purpose.DELIVERY && sender instanceof ReversePath.Null) {
            throw new RefusalException(
                    ExitCode.USAGE, "-bv and -v need a sender who gets a report");
        }
        List<Recipient> recipients = recipients(user, request, header.recipients());
        var envelope =
                new Envelope(
                                sender,
                                recipients,
                                Origin.ofUser(user.uid()),
                                request.eightBit()
                                        ? Envelope.Body.EIGHT_BIT_MIME
                                        : Envelope.Body.SEVEN_BIT,
                                Envelope.Encoding.ASCII,
                                envid(request))
                        .with(returning(request))
                        .with(request.purpose());
        WayIn in = way.get();
        try (Draft draft = intake.open(envelope, Intake.Submission.COMPLETE_HEADERS, in)) {
            log(draft, user, request);
            if (!header.hasFrom()) {
                draft.write(from(user, request, sender));
            }
            for (InputStream part : content) {
                copy(part, draft);
            }
            boolean probe = request.purpose() == Purpose.PROBE;
            String id = committed(draft, probe ? Inspection.NONE : intake.localInspection(in));
            return id + " " + sender;
        }
    }

    private void log(Draft draft, LocalUser user, Request request) {
        String from = Printable.of(request.from().orElse(user.name()));
        String line = "%s: uid=%d from=<%s>".formatted(draft.id(), user.uid(), from);
        log.postfix("pickup", log.nextNumber(), line);
    }

    private static String committed(Draft draft, Inspection inspection) throws RefusalException {
        return switch (draft.commit(inspection)) {
            case Draft.Committed.Queued(var id) -> id.text();
            case Draft.Committed.Refused refused ->
                    throw new RefusalException(
                            refused.code() >= PERMANENT ? ExitCode.UNAVAILABLE : ExitCode.TEMPORARY,
                            refused.text());
        };
    }

    private ReversePath sender(LocalUser user, Request request) throws RefusalException {
        String given = request.from().orElse(user.name());
        if (given.isEmpty() || given.equals("<>")) {
            return ReversePath.NULL;
        }
        List<Mailbox> mailboxes = mailboxes(given);
        if (mailboxes.size() != 1) {
            throw new RefusalException(
                    ExitCode.USAGE, "expected one address of a sender, not \"" + given + "\"");
        }
        return new ReversePath.Sender(address(mailboxes.getFirst()));
    }

    private List<Recipient> recipients(LocalUser user, Request request, List<String> ofHeader)
            throws RefusalException {
        Notify notices = notices(request);
        var recipients = new ArrayList<Recipient>();
        List<String> texts =
                Stream.concat(request.recipients().stream(), ofHeader.stream()).toList();
        for (String text : texts) {
            for (Mailbox mailbox : mailboxes(text)) {
                if (!mailbox.localPart().isEmpty()) {
                    recipients.add(Recipient.of(address(mailbox)).with(notices));
                }
            }
            demandFew(recipients.size());
        }
        if (recipients.isEmpty()) {
            throw new RefusalException(
                    request.fromHeader() ? ExitCode.DATA_ERROR : ExitCode.USAGE,
                    request.fromHeader()
                            ? user + ": No recipient addresses found in message header"
                            : user
                                    + ": Recipient addresses must be specified on the command line"
                                    + " or via the -t option");
        }
        return recipients;
    }

    private static void demandFew(int recipients) throws RefusalException {
        if (recipients > RecipientRoom.MAX_RECIPIENTS) {
            throw new RefusalException(
                    ExitCode.DATA_ERROR,
                    "more than %d recipients: nobody was written to"
                            .formatted(RecipientRoom.MAX_RECIPIENTS));
        }
    }

    private static List<Mailbox> mailboxes(String text) throws RefusalException {
        AddressList list = AddressList.parse(text, RecipientRoom.MAX_RECIPIENTS);
        demandFew(list.complete() ? 0 : Integer.MAX_VALUE);
        return list.entries().stream()
                .filter(Mailbox.class::isInstance)
                .map(Mailbox.class::cast)
                .toList();
    }

    private static Optional<String> envid(Request request) throws RefusalException {
        Optional<String> given = request.envid().filter(it -> !it.isEmpty());
        if (given.isPresent() && !MailParameters.envid(Xtext.encode(given.get())).equals(given)) {
            throw new RefusalException(ExitCode.USAGE, "bad value of ENVID");
        }
        return given;
    }

    private static Notify notices(Request request) throws RefusalException {
        if (request.conditions().isEmpty()) {
            return Notify.UNSAID;
        }
        return Notify.parse(request.conditions().get())
                .orElseThrow(() -> new RefusalException(ExitCode.USAGE, "bad value of NOTIFY"));
    }

    private static Returning returning(Request request) throws RefusalException {
        return switch (request.returning().orElse("").toUpperCase(Locale.ROOT)) {
            case "" -> Returning.UNSAID;
            case "FULL" -> Returning.FULL;
            case "HDRS" -> Returning.HDRS;
            default -> throw new RefusalException(ExitCode.USAGE, "bad value of RET");
        };
    }

    private Address address(Mailbox mailbox) throws RefusalException {
        String domain =
                mailbox.domain().isEmpty()
                        ? main.get().get(NameParameters.MYORIGIN)
                        : mailbox.domain();
        String text = mailbox.localPart() + "@" + domain;
        return AddressText.parse(text, "")
                .orElseThrow(
                        () ->
                                new RefusalException(
                                        ExitCode.DATA_ERROR,
                                        "not an address: "
                                                + (text.length() < SHOWN_CHARACTERS
                                                        ? text
                                                        : text.substring(0, SHOWN_CHARACTERS)
                                                                + "...")));
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

    private static void copy(InputStream content, Draft draft) throws IOException {
        byte[] buffer = new byte[COPY_OCTETS];
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            draft.write(buffer, 0, n);
        }
    }
}
