// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import java.util.List;

/// Messages that an mbox cannot hold as they are, and such as would lie to its reader if they were
/// believed.
final class OddMail {
    private OddMail() {}

    static List<String> all() {
        return List.of(
                "Subject: only a header\r\n",
                "Subject: no blank line\r\nthis is no header\r\n\r\nbody\r\n",
                "\r\nonly a body\r\n",
                "\r\n",
                "Subject: no last line end\r\n\r\nthe end",
                "Subject: blank lines at the end\r\n\r\nbody\r\n\r\n\r\n",
                "Subject: separators\r\n\r\n"
                        + "From here\r\n"
                        + ">From there\r\n"
                        + ">>From everywhere\r\n"
                        + "> From\r\n"
                        + "From\r\n"
                        + "from \r\n"
                        + "\r\n"
                        + "From someone@example.org Tue Nov 24 10:00:00 2026\r\n\r\n"
                        + "body\r\n",
                "From someone@example.org Tue Nov 24 10:00:00 2026\r\n"
                        + "Subject: begins so\r\n\r\n"
                        + "x\r\n",
                "Status: RO\r\nX-Status: DFAT\r\nX-Keywords: mine\r\nX-UID: 4711\r\n"
                        + "X-IMAPbase: 1 4711\r\nX-IMAP: 1 4711\r\nContent-Length: 3\r\n"
                        + "Subject: states that are not true\r\n\r\nmore than three\r\n",
                "status : R\r\nX-uid: 7\r\n folded\r\nSubject: odd spellings\r\n\r\nx\r\n",
                "X-Mailroom: v=1; quoted; noeol; crc=00000000\r\n"
                        + "Subject: forged\r\n\r\n"
                        + ">From x\r\n",
                "X-Mailroom: v=9; nonsense\r\nX-Mailroom: v=1\r\n\r\n",
                "Subject: 8 bit \u00e4\u00f6\u00fc\r\n\r\n\u00e4\u00f6\u00fc\u00ff\u0080\r\n",
                "Subject: dots\r\n\r\n.\r\n..\r\n.. \r\n.x\r\n...\r\n",
                "Subject: long line\r\n\r\n" + "x".repeat(200_000) + "\r\n",
                "X-Long: " + "y".repeat(90_000) + "\r\nSubject: long header\r\n\r\nx\r\n",
                "Subject: stray CR\r\n\r\none\rtwo\r\r\nthree\r\n",
                "Subject: tabs and blanks at line ends \t\r\n\r\n \t\r\n\t \r\n",
                "Subject: looks like our own lines\r\n"
                        + "Return-Path: <x@y>\r\n"
                        + "Delivered-To: x@y\r\n\r\n"
                        + "x\r\n");
    }
}
