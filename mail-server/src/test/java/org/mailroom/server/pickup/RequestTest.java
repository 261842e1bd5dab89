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

    private static Request read(InputStream in) throws IOException, RefusalException {
        try (var room = new RecipientRoom(new Turns(1, 1), "ann")) {
            return Request.read(in, room);
        }
    }

    @Test
    void readsUpToTheEmptyLine() throws Exception {
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

        Request request = read(in);

        assertThat(request.from()).contains("ann");
        assertThat(request.recipients()).containsExactly("bob");
        assertThat(request.fromHeader()).isTrue();
        assertThat(request.conditions()).contains("DELAY");
        assertThat(request.returning()).contains("hdrs");
        assertThat(in.readAllBytes()).asString().isEqualTo("Subject: hi\n");
    }

    @Test
    void takesNoMoreThanTheMemoryHolds() {
        assertThatThrownBy(() -> read(input("recipient\tbob\n"))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(input("recipient\tbob\n".repeat(1_000_000))))
                .hasMessage("a request has more than 8388608 octets");
        assertThatThrownBy(() -> read(input("x".repeat(9_000_000))))
                .hasMessage("a request has more than 8388608 octets");
    }

    @Test
    void keepsLittleBesidesRecipients() throws IOException {
        InputStream in = input("from\t" + "x".repeat(40_000) + "\nrecipient\tbob\n\nSubject: hi\n");

        assertThatThrownBy(() -> read(in)).hasMessage("the options have more than 32768 octets");
        assertThat(in.readAllBytes()).asString().isEqualTo("Subject: hi\n");
    }

    @Test
    void refusesMoreRecipientsThanTheMemoryHolds() throws IOException {
        InputStream in = input("recipient\tbob\n".repeat(100_000) + "\nSubject: hi\n");

        assertThatThrownBy(() -> read(in))
                .hasMessage("the recipients take more than 2097152 octets: nobody was written to");
        assertThat(in.readAllBytes()).asString().isEqualTo("Subject: hi\n");
    }
}
