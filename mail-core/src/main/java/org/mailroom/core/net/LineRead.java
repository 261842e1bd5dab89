// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import java.nio.charset.Charset;

/// What `SessionInput.readLine` found.
public sealed interface LineRead {

    /// A line without its end.
    final class Line implements LineRead {
        private final byte[] octets;
        private final LineEnd end;

        Line(byte[] octets, LineEnd end) {
            this.octets = octets;
            this.end = end;
        }

        /// The octets themselves; they belong to the caller.
        public byte[] octets() {
            return octets;
        }

        public LineEnd end() {
            return end;
        }

        public String text(Charset charset) {
            return new String(octets, charset);
        }
    }

    /// A line past the limit; it has been read to its end, and its middle was thrown away.
    record TooLong(Line abridged) implements LineRead {}

    /// What comes is no line, and there is no way to go on: the session ends.
    record NoLine(Kind kind) implements LineRead {}

    /// Why something is no line.
    enum Kind {
        /// It goes on and on, far past the limit.
        ENDLESS,
        /// A client that begins with TLS where we talk in clear.
        TLS_RECORD
    }

    /// How a line ended. A bare LF is told apart so that protocols can refuse it.
    enum LineEnd {
        CRLF,
        BARE_LF
    }
}
