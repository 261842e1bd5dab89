// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mailroom.core.message.MessageContent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

class ProgramInputTest {

    @Test
    void hasTheLineEndsOfUnix() throws IOException {
        assertThat(input("a\r\n\r\nb\rc\r\n", Set.of(), "\n")).isEqualTo("a\n\nb\rc\n");
    }

    @Test
    void endsTheLastLine() throws IOException {
        assertThat(input("a\r\nb", Set.of(), "\n")).isEqualTo("a\nb\n");
    }

    @Test
    void hasOtherLineEndsIfAskedTo() throws IOException {
        assertThat(input("a\r\n", Set.of(), "\r\n")).isEqualTo("a\r\n");
    }

    @Test
    void escapesLinesIfAskedTo() throws IOException {
        String text = ".\r\nFrom me\r\nFrom\r\n From me\r\nx.\r\n";

        assertThat(input(text, Set.of(PipeFlag.QUOTED_FROM), "\n"))
                .isEqualTo(".\n>From me\nFrom\n From me\nx.\n");
        assertThat(input(text, Set.of(PipeFlag.DOUBLED_DOTS), "\n"))
                .isEqualTo("..\nFrom me\nFrom\n From me\nx.\n");
    }

    @Test
    void endsWithABlankLineIfAskedTo() throws IOException {
        assertThat(input("a\r\n", Set.of(PipeFlag.BLANK_LINE_AT_END), "\n")).isEqualTo("a\n\n");
    }

    @Test
    void putsLinesBefore() throws IOException {
        var input =
                new ProgramInput(
                        List.of("Return-Path: <>", "Delivered-To: a@b"),
                        content("x\r\n"),
                        Set.of(),
                        "\n");

        assertThat(written(input)).isEqualTo("Return-Path: <>\nDelivered-To: a@b\nx\n");
    }

    private static String input(String text, Set<PipeFlag> flags, String endOfLine)
            throws IOException {
        return written(new ProgramInput(List.of(), content(text), flags, endOfLine));
    }

    private static String written(ProgramInput input) throws IOException {
        var out = new ByteArrayOutputStream();
        input.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static MessageContent content(String text) {
        return MessageContent.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
