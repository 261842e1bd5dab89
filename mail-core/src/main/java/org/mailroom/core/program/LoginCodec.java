// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.program;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What the server and its helper say to each other about a password.
public final class LoginCodec {
    private static final int RIGHT = 1;
    private static final int WRONG = 2;
    private static final int UNAVAILABLE = 3;

    private LoginCodec() {}

    static void write(LoginQuestion question, DataOutputStream out) throws IOException {
        Verb.LOGIN.write(out);
        Texts.write(question.service(), out);
        Texts.write(question.user(), out);
        Texts.write(question.password(), out);
        Texts.write(question.client(), out);
        out.flush();
    }

    /// Reads what stands behind the verb.
    ///
    /// @throws IOException also when it is none
    public static LoginQuestion readQuestion(DataInputStream in) throws IOException {
        var texts = new Texts(in);
        return new LoginQuestion(texts.next(), texts.next(), texts.next(), texts.next());
    }

    public static void write(LoginAnswer answer, DataOutputStream out) throws IOException {
        switch (answer) {
            case LoginAnswer.Right() -> out.writeByte(RIGHT);
            case LoginAnswer.Wrong() -> out.writeByte(WRONG);
            case LoginAnswer.Unavailable(String reason) -> {
                out.writeByte(UNAVAILABLE);
                Texts.write(reason, out);
            }
        }
        out.flush();
    }

    static LoginAnswer readAnswer(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case RIGHT -> LoginAnswer.RIGHT;
            case WRONG -> LoginAnswer.WRONG;
            case UNAVAILABLE -> new LoginAnswer.Unavailable(new Texts(in).next());
            default -> throw new IOException("no answer of the helper");
        };
    }
}
