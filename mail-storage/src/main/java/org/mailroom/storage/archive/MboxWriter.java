// SPDX-License-Identifier: Apache-2.0
package org.mailroom.storage.archive;

import org.mailroom.storage.NewMessage;
import org.mailroom.storage.mbox.FromLine;
import org.mailroom.storage.mbox.StateFields;
import org.mailroom.storage.mbox.Survey;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;

/// Writes messages as an mbox file, with their flags in header fields that mail programs know.
record MboxWriter(OutputStream out, ZoneId zone) {

    void write(NewMessage message) throws IOException {
        out.write(FromLine.of("", message.internalDate(), zone));
        Survey survey = Survey.of(message.content());
        byte[] fields = StateFields.ofCopy(message.flags());
        survey.write(message.content(), fields, out::write);
        out.write('\n');
    }
}
