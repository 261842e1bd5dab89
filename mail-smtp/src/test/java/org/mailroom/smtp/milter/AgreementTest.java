// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class AgreementTest {

    @ParameterizedTest
    @CsvSource({"2, 0x3f, 0x7f", "3, 0x3f, 0x17f", "4, 0x3f, 0x37f", "6, 0x1ff, 0x1fffff"})
    void offersWhatTheVersionHas(int version, String actions, String steps) {
        Agreement offer = Agreement.offer(version);

        assertThat(offer.version()).isEqualTo(version);
        assertThat(offer.actions()).isEqualTo(Integer.decode(actions));
        assertThat(offer.steps()).isEqualTo(Integer.decode(steps));
    }

    @ParameterizedTest
    @CsvSource({"2, UNKNOWN DATA", "3, DATA", "4, ''", "6, ''"})
    void doesNotTellOldMiltersOfWhatTheyDoNotKnow(int version, String untold)
            throws MilterException {
        Agreement agreed = Agreement.offer(6).answered(answer(version, 0, 0));

        for (Event event : Event.values()) {
            assertThat(agreed.tells(event))
                    .as(event.name())
                    .isEqualTo(!List.of(untold.split(" ", -1)).contains(event.name()));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Event.class, names = "END_OF_BODY", mode = EnumSource.Mode.EXCLUDE)
    void obeysTheFlagsOfEachEvent(Event event) throws MilterException {
        Agreement agreed =
                Agreement.offer(6).answered(answer(6, 0, event.unwanted() | event.unanswered()));

        assertThat(agreed.tells(event)).isFalse();
        assertThat(agreed.awaitsAnswer(event)).isFalse();
        assertThat(List.of(Event.values()))
                .filteredOn(other -> other != event)
                .allMatch(agreed::tells)
                .allMatch(agreed::awaitsAnswer);
    }

    @Test
    void hearsWhichMacrosAreWanted() throws MilterException {
        var data = new Packet.Writer().number(6).number(0x100).number(0);
        data.number(2).text("i, {mail_addr}").number(5).text("").number(77).text("x");

        Agreement agreed = Agreement.offer(6).answered(new Packet('O', data.data()));

        assertThat(agreed.macros())
                .containsOnlyKeys(Event.MAIL, Event.END_OF_BODY)
                .containsEntry(Event.MAIL, List.of("i", "{mail_addr}"))
                .containsEntry(Event.END_OF_BODY, List.of());
    }

    @ParameterizedTest
    @CsvSource({"7, 0, 0", "1, 0, 0", "0, 0, 0", "6, 0x200, 0", "6, 0, 0x200000", "6, -1, 0"})
    void refusesWhatWasNotOffered(int version, String actions, String steps) {
        Packet answer = answer(version, Integer.decode(actions), Integer.decode(steps));

        assertThatThrownBy(() -> Agreement.offer(6).answered(answer))
                .isInstanceOf(MilterException.class);
    }

    @Test
    void refusesAnotherAnswer() {
        assertThatThrownBy(() -> Agreement.offer(6).answered(new Packet('c', new byte[0])))
                .isInstanceOf(MilterException.class);
        assertThatThrownBy(() -> Agreement.offer(6).answered(new Packet('O', new byte[11])))
                .isInstanceOf(MilterException.class);
    }

    private static Packet answer(int version, int actions, int steps) {
        byte[] data = new Packet.Writer().number(version).number(actions).number(steps).data();
        return new Packet('O', data);
    }
}
