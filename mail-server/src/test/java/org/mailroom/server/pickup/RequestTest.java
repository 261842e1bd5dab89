// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.pickup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

class RequestTest {
    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsUpToTheEmptyLine() throws IOException {
        InputStream in =
                input(
                        """
                        from\tann
                        recipient\tbob
                        newer\tx
                        extract
                        notify\tDELAY
                        return\thdrs

                        Subject: hi
                        """);

        Request request = Request.read(in);

        assertThat(request.from()).contains("ann");
        assertThat(request.recipients()).containsExactly("bob");
        assertThat(request.fromHeader()).isTrue();
        assertThat(request.conditions()).contains("DELAY");
        assertThat(request.returning()).contains("hdrs");
        assertThat(in.readAllBytes()).asString().isEqualTo("Subject: hi\n");
    }

    @Test
    void takesNoMoreThanTheMemoryHolds() {
        assertThatThrownBy(() -> Request.read(input("recipient\tbob\n")))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> Request.read(input("recipient\tbob\n".repeat(1_000_000))))
                .hasMessage("a request has more than 8388608 octets");
        assertThatThrownBy(() -> Request.read(input("x".repeat(9_000_000))))
                .hasMessage("a request has more than 8388608 octets");
    }
}
