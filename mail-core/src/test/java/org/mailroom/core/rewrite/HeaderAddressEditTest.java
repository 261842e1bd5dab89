// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.address.Address;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class HeaderAddressEditTest {
    private final List<Address> asked = new ArrayList<>();
    private final HeaderAddressEdit edit =
            new HeaderAddressEdit(
                    (address, _) -> {
                        asked.add(address);
                        return new Rewritten.To(new Address("x", "y"));
                    });

    private String edited(String name, String field) {
        byte[] octets = field.getBytes(StandardCharsets.ISO_8859_1);
        return new String(edit.edit(name, octets), StandardCharsets.ISO_8859_1);
    }

    @Test
    void rewritesSoManyAddressesOfAMessage() {
        assertThat(edited("to", "To: a@b" + ", a@b".repeat(9999) + "\r\n"))
                .isEqualTo("To: x@y" + ", x@y".repeat(9999) + "\r\n");
        assertThat(edited("cc", "Cc: a@b" + ", a@b".repeat(9999) + "\r\n"))
                .isEqualTo("Cc: x@y" + ", x@y".repeat(239) + ", a@b".repeat(9760) + "\r\n");
        assertThat(edited("from", "From: a@b\r\n")).isEqualTo("From: a@b\r\n");
        assertThat(asked).hasSize(10_240);
    }

    @Test
    void asksNothingMoreOnceThereWasTrouble() {
        var broken =
                new HeaderAddressEdit(
                        (address, _) -> {
                            asked.add(address);
                            return new Rewritten.NotNow("canonical_maps lookup error");
                        });

        broken.edit("to", "To: a@b, c@d\r\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(broken.trouble()).contains("canonical_maps lookup error");
        assertThat(asked).hasSize(1);
    }
}
