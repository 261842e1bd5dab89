// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.address.ReversePath;
import org.mailroom.core.intake.InspectedMessage;
import org.mailroom.core.intake.MessageEdit;
import org.mailroom.core.intake.MessageField;
import org.mailroom.core.intake.NewBody;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.core.queue.Recipient;
import org.mailroom.smtp.RcptParameters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gathers what a milter wants to have changed about one message. Nothing is done before it has had
/// its last word. Used once.
final class EditReader implements AutoCloseable {
    private static final int MAX_EDITS = 5000;
    private static final int MAX_OCTETS = 1 << 20;

    private final Agreement agreement;
    private final InspectedMessage message;
    private final String origin;
    private final List<MessageEdit> edits = new ArrayList<>();
    private Optional<NewBody> body = Optional.empty();
    private boolean taken;
    private int octets;

    /// @param origin the domain of an address that has none
    EditReader(Agreement agreement, InspectedMessage message, String origin) {
        this.agreement = agreement;
        this.message = message;
        this.origin = origin;
    }

    /// Takes a packet where it is a change.
    boolean take(Packet packet) throws MilterException {
        var in = packet.reader();
        switch (packet.command()) {
            case 'h' -> {
                demand(packet, Agreement.ADD_HEADERS);
                add(new MessageEdit.AddField(field(in)), packet);
            }
            case 'i' -> {
                demand(packet, Agreement.ADD_HEADERS);
                add(new MessageEdit.InsertField(in.number(), field(in)), packet);
            }
            case 'm' -> {
                demand(packet, Agreement.CHANGE_HEADERS);
                add(change(in), packet);
            }
            case 'b' -> {
                demand(packet, Agreement.CHANGE_BODY);
                body(packet.data());
            }
            case '+' -> {
                demand(packet, Agreement.ADD_RECIPIENTS);
                add(new MessageEdit.AddRecipient(Recipient.of(address(in.text()))), packet);
            }
            case '2' -> {
                demand(packet, Agreement.ADD_RECIPIENTS_WITH_PARAMETERS);
                add(recipient(in), packet);
            }
            case '-' -> {
                demand(packet, Agreement.DELETE_RECIPIENTS);
                add(new MessageEdit.RemoveRecipient(address(in.text())), packet);
            }
            case 'e' -> {
                demand(packet, Agreement.CHANGE_SENDER);
                add(sender(in), packet);
            }
            case 'q' -> {
                demand(packet, Agreement.QUARANTINE);
                add(new MessageEdit.Hold(), packet);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void demand(Packet packet, int action) throws MilterException {
        if (!agreement.mayDo(action)) {
            throw new MilterException("sends " + packet.name() + ", which was not agreed on");
        }
    }

    private void add(MessageEdit edit, Packet packet) throws MilterException {
        octets += packet.data().length;
        if (edits.size() == MAX_EDITS || octets > MAX_OCTETS) {
            throw new MilterException("wants too many changes of a message");
        }
        edits.add(edit);
    }

    private MessageField field(Packet.Reader in) throws MilterException {
        return field(in.text(StandardCharsets.ISO_8859_1), in.text(StandardCharsets.ISO_8859_1));
    }

    private MessageField field(String name, String value) throws MilterException {
        try {
            return new MessageField(
                    name, agreement.has(Agreement.LEADING_SPACE) ? value : " " + value);
        } catch (SyntaxException e) {
            throw new MilterException("bad name of a header field: " + name);
        }
    }

    private MessageEdit change(Packet.Reader in) throws MilterException {
        int index = in.number();
        String name = in.text(StandardCharsets.ISO_8859_1);
        String value = in.text(StandardCharsets.ISO_8859_1);
        return value.isEmpty()
                ? new MessageEdit.RemoveField(index, name)
                : new MessageEdit.ChangeField(index, field(name, value));
    }

    private void body(byte[] piece) throws MilterException {
        if (body.isEmpty()) {
            body = Optional.of(message.newBody());
            edits.add(new MessageEdit.ReplaceBody(body.get()));
        }
        if (body.get().octets() + piece.length > message.maxOctets()) {
            throw new MilterException("sends a body that is larger than message_size_limit");
        }
        body.get().write(piece, 0, piece.length);
    }

    private MessageEdit recipient(Packet.Reader in) throws MilterException {
        Address address = address(in.text());
        String options = in.atEnd() ? "" : in.text();
        RcptParameters parameters =
                RcptParameters.parse(options)
                        .orElseThrow(
                                () ->
                                        new MilterException(
                                                "bad parameters of a recipient: " + options));
        return new MessageEdit.AddRecipient(
                new Recipient(address, address, parameters.orcpt(), parameters.notices()));
    }

    private MessageEdit sender(Packet.Reader in) throws MilterException {
        String text = in.text();
        return new MessageEdit.ChangeSender(
                bare(text).isEmpty() ? ReversePath.NULL : new ReversePath.Sender(address(text)));
    }

    private Address address(String text) throws MilterException {
        return AddressText.parse(bare(text), origin)
                .orElseThrow(() -> new MilterException("not an address: " + text));
    }

    private static String bare(String text) {
        String stripped = text.strip();
        return stripped.startsWith("<") && stripped.endsWith(">")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    /// The changes in their order, which belong to the message from now on.
    List<MessageEdit> edits() {
        taken = true;
        return List.copyOf(edits);
    }

    @Override
    public void close() {
        if (!taken) {
            body.ifPresent(NewBody::close);
        }
    }
}
