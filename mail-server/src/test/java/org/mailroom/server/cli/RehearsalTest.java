// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RehearsalTest {

    @Test
    void startsAndStopsAServer() {
        assertThatCode(Rehearsal::run).doesNotThrowAnyException();
    }
}
