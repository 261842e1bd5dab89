// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import org.mailroom.core.intake.InspectedMessage;
import org.mailroom.core.intake.MessageEdit;
import org.mailroom.core.intake.MessageField;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Tells one milter the content of a message, and makes the changes that it asks for. Used once.
final class ContentTalk {
    private static final int CHUNK_OCTETS = 65_535;
    private static final byte[] NOTHING = new byte[0];
    private static final char SKIP = 's';

    private final Milter milter;
    private final Agreement agreement;
    private final MacroValues macros;
    private final InspectedMessage message;

    ContentTalk(Milter milter, Agreement agreement, MacroValues macros, InspectedMessage message) {
        this.milter = milter;
        this.agreement = agreement;
        this.macros = macros;
        this.message = message;
    }

    /// Blocks.
    ///
    /// @param origin the domain of an address without one
    Answer run(String origin) throws MilterException, IOException {
        Answer answer = header();
        if (goesOn(answer)) {
            answer = said(Event.END_OF_HEADER, NOTHING);
        }
        if (goesOn(answer)) {
            answer = body();
        }
        return goesOn(answer) ? end(origin) : answer;
    }

    private boolean goesOn(Answer answer) {
        return answer instanceof Answer.GoOn && milter.agreement().isPresent();
    }

    private Answer header() throws MilterException {
        if (!agreement.tells(Event.HEADER)) {
            return Answer.GO_ON;
        }
        for (MessageField field : message.header()) {
            Optional<Packet> packet = milter.exchange(Event.HEADER, macros, octets(field));
            if (packet.isPresent() && packet.get().command() == SKIP) {
                return Answer.GO_ON;
            }
            Answer answer = decided(Event.HEADER, packet);
            if (!goesOn(answer)) {
                return answer;
            }
        }
        return Answer.GO_ON;
    }

    private byte[] octets(MessageField field) {
        String value = field.value();
        boolean cut = !agreement.has(Agreement.LEADING_SPACE) && value.startsWith(" ");
        return new Packet.Writer()
                .text(field.name(), StandardCharsets.ISO_8859_1)
                .text(cut ? value.substring(1) : value, StandardCharsets.ISO_8859_1)
                .data();
    }

    private Answer body() throws MilterException, IOException {
        if (!agreement.tells(Event.BODY)) {
            return Answer.GO_ON;
        }
        byte[] chunk = new byte[CHUNK_OCTETS];
        try (InputStream in = message.body()) {
            for (int n = in.readNBytes(chunk, 0, chunk.length); n > 0; ) {
                byte[] data = Arrays.copyOf(chunk, n);
                Optional<Packet> packet = milter.exchange(Event.BODY, macros, data);
                if (packet.isPresent() && packet.get().command() == SKIP) {
                    return Answer.GO_ON;
                }
                Answer answer = decided(Event.BODY, packet);
                if (!goesOn(answer)) {
                    return answer;
                }
                n = in.readNBytes(chunk, 0, chunk.length);
            }
        }
        return Answer.GO_ON;
    }

    private Answer said(Event event, byte[] data) throws MilterException {
        return decided(event, milter.exchange(event, macros, data));
    }

    private Answer decided(Event event, Optional<Packet> packet) throws MilterException {
        return packet.isEmpty() ? Answer.GO_ON : milter.decided(event, packet.get());
    }

    private Answer end(String origin) throws MilterException {
        try (var edits = new EditReader(agreement, message, origin)) {
            Optional<Packet> packet = milter.exchange(Event.END_OF_BODY, macros, NOTHING);
            Packet last = packet.orElseThrow();
            while (edits.take(last)) {
                last = milter.answer(Event.END_OF_BODY);
            }
            Answer answer = milter.decided(Event.END_OF_BODY, last);
            milter.concluded();
            if (answer instanceof Answer.GoOn) {
                var changes = edits.edits();
                message.apply(changes);
                if (changes.contains(new MessageEdit.Hold())) {
                    message.note("milter-hold", MilterSession.WHERE, "milter triggers HOLD action");
                }
            }
            return answer;
        }
    }
}
