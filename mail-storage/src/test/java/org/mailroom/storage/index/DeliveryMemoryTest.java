// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryMemoryTest {

    @Test
    void knowsOfNoUidBelowTheFirst() {
        // RFC 9051 §2.3.1.1: a UID is never 0, so none of that number can be lost
        assertThat(new DeliveryMemory().syncedBelow()).isOne();
    }
}
