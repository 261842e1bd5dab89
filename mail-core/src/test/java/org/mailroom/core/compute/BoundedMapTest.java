// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.compute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailroom.core.compute.BoundedMap.Eldest;

class BoundedMapTest {
    @ParameterizedTest
    @CsvSource({"PUT, b", "USED, a"})
    void forgetsTheEldestWhereThereIsNoRoom(Eldest eldest, String kept) {
        var map = new BoundedMap<String, Integer>(2, eldest);
        map.put("a", 1);
        map.put("b", 2);
        assertThat(map.get("a")).isEqualTo(1);

        map.put("c", 3);

        assertThat(map).containsOnlyKeys(kept, "c");
    }
}
