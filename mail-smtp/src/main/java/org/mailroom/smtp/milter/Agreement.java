// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What this server and a milter have agreed on: the version of the protocol, what the milter may
/// change, what it is told and answers, and which macros it wants to hear (`SMFIC_OPTNEG`).
record Agreement(int version, int actions, int steps, Map<Event, List<String>> macros) {
    static final char COMMAND = 'O';

    // What a milter may do (SMFIF_…)
    static final int ADD_HEADERS = 0x1;
    static final int CHANGE_BODY = 0x2;
    static final int ADD_RECIPIENTS = 0x4;
    static final int DELETE_RECIPIENTS = 0x8;
    static final int CHANGE_HEADERS = 0x10;
    static final int QUARANTINE = 0x20;
    static final int CHANGE_SENDER = 0x40;
    static final int ADD_RECIPIENTS_WITH_PARAMETERS = 0x80;

    // How the two speak (SMFIP_…), beside the flags of the events
    static final int SKIP = 0x400;
    static final int REFUSED_RECIPIENTS = 0x800;
    static final int LEADING_SPACE = 0x100000;

    private static final Set<Event> SINCE_VERSION_3 = Set.of(Event.UNKNOWN);
    private static final Set<Event> SINCE_VERSION_4 = Set.of(Event.DATA);

    Agreement {
        macros = Map.copyOf(macros);
    }

    /// What is offered to a milter.
    static Agreement offer(int version) {
        int all = SKIP | REFUSED_RECIPIENTS | LEADING_SPACE;
        for (Event event : Event.values()) {
            all |= event.unwanted() | event.unanswered();
        }
        int steps =
                switch (version) {
                    case 2 -> 0x7f;
                    case 3 -> 0x17f;
                    case 4, 5 -> 0x37f;
                    default -> all;
                };
        return new Agreement(version, version < 6 ? 0x3f : 0x1ff, steps, Map.of());
    }

    Packet packet() {
        byte[] data = new Packet.Writer().number(version).number(actions).number(steps).data();
        return new Packet(COMMAND, data);
    }

    /// What is agreed on after the answer to this offer.
    ///
    /// @throws MilterException when the milter wants more than was offered
    Agreement answered(Packet answer) throws MilterException {
        if (answer.command() != COMMAND) {
            throw new MilterException("answers SMFIC_OPTNEG by " + answer.name());
        }
        var in = answer.reader();
        int theirs = in.number();
        int wanted = in.number();
        int how = in.number();
        if (theirs > version || theirs < 2) {
            throw new MilterException(
                    "protocol version %d conflict with MTA protocol version %d"
                            .formatted(theirs, version));
        }
        if ((wanted & ~actions) != 0) {
            throw new MilterException(
                    "wants actions 0x%x that were not offered".formatted(wanted & ~actions));
        }
        if ((how & ~steps) != 0) {
            throw new MilterException(
                    "wants protocol steps 0x%x that were not offered".formatted(how & ~steps));
        }
        return new Agreement(theirs, wanted, how, chosenMacros(in));
    }

    private static Map<Event, List<String>> chosenMacros(Packet.Reader in) throws MilterException {
        Map<Event, List<String>> macros = new EnumMap<>(Event.class);
        while (!in.atEnd()) {
            int stage = in.number();
            String names = in.text();
            Event.ofStage(stage).ifPresent(event -> macros.put(event, split(names)));
        }
        return macros;
    }

    private static List<String> split(String names) {
        return Arrays.stream(names.split("[\\s,]+")).filter(name -> !name.isEmpty()).toList();
    }

    /// Whether the milter is told.
    boolean tells(Event event) {
        boolean known =
                !(SINCE_VERSION_3.contains(event) && version < 3)
                        && !(SINCE_VERSION_4.contains(event) && version < 4);
        return known && (steps & event.unwanted()) == 0;
    }

    /// Whether the milter answers.
    boolean awaitsAnswer(Event event) {
        return (steps & event.unanswered()) == 0;
    }

    boolean has(int step) {
        return (steps & step) != 0;
    }

    boolean mayDo(int action) {
        return (actions & action) != 0;
    }

    /// The same where no answer comes to a field of the header, whatever was said.
    Agreement withoutHeaderReplies() {
        return new Agreement(version, actions, steps | Event.HEADER.unanswered(), macros);
    }
}
