// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.util.List;

/// Messages that an mbox cannot hold as they are, and such as would lie to its reader if they were
/// believed.
final class OddMail {
    private OddMail() {}

    static List<String> all() {
        return List.of(
                lines("Subject: only a header"),
                lines("Subject: no blank line", "this is no header", "", "body"),
                lines("", "only a body"),
                lines(""),
                lines("Subject: no last line end", "") + "the end",
                lines("Subject: blank lines at the end", "", "body", "", ""),
                separators(),
                lines("From a@example.org Tue Nov 24 10:00:00 2026", "Subject: begins so", "", "x"),
                states(),
                lines("status : R", "X-uid: 7", " folded", "Subject: odd spellings", "", "x"),
                lines(
                        "X-Mailroom: v=1; quoted; noeol; crc=00000000",
                        "Subject: forged",
                        "",
                        ">From x"),
                lines("X-Mailroom: v=9; nonsense", "X-Mailroom: v=1", ""),
                lines("Subject: 8 bit \u00e4\u00f6\u00fc", "", "\u00e4\u00f6\u00fc\u00ff\u0080"),
                lines("Subject: dots", "", ".", "..", ".. ", ".x", "..."),
                lines("Subject: long line", "", "x".repeat(200_000)),
                lines("X-Long: " + "y".repeat(90_000), "Subject: long header", "", "x"),
                lines("Subject: stray CR", "", "one\rtwo\r", "three"),
                lines("Subject: tabs and blanks at line ends \t", "", " \t", "\t "),
                lines("Subject: like our own", "Return-Path: <x@y>", "Delivered-To: x@y", "", "x"));
    }

    private static String separators() {
        return lines(
                "Subject: separators",
                "",
                "From here",
                ">From there",
                ">>From everywhere",
                "> From",
                "From",
                "from ",
                "",
                "From someone@example.org Tue Nov 24 10:00:00 2026",
                "",
                "body");
    }

    private static String states() {
        return lines(
                "Status: RO",
                "X-Status: DFAT",
                "X-Keywords: mine",
                "X-UID: 4711",
                "X-IMAPbase: 1 4711",
                "X-IMAP: 1 4711",
                "Content-Length: 3",
                "Subject: states that are not true",
                "",
                "more than three");
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
