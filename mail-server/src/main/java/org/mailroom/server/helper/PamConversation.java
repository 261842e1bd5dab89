// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import org.mailroom.core.program.LoginQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Answers what modules of PAM ask (pam_conv(3)): whatever is typed unseen is the password, the
/// rest the name. Called by PAM, on the thread that has asked it.
record PamConversation(LoginQuestion question) {
    private static final Logger LOG = LoggerFactory.getLogger(PamConversation.class);

    private static final int SUCCESS = 0;
    private static final int FAILED = 19;
    private static final int UNSEEN = 1;
    private static final int SEEN = 2;
    private static final int ERROR_TEXT = 3;
    private static final int TEXT = 4;

    // PAM_MAX_NUM_MSG
    private static final int MOST = 32;

    private static final long POINTER = ValueLayout.ADDRESS.byteSize();
    // struct pam_message { int, char * }, struct pam_response { char *, int }: both are as long
    private static final long ENTRY = 2 * POINTER;

    /// A `struct pam_conv` that leads here.
    MemorySegment structure(Arena memory) {
        MemorySegment structure = memory.allocate(ENTRY, POINTER);
        structure.set(ValueLayout.ADDRESS, 0, LibPam.conversation(handle(), memory));
        return structure;
    }

    private MethodHandle handle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            PamConversation.class,
                            "converse",
                            MethodType.methodType(
                                    int.class,
                                    int.class,
                                    MemorySegment.class,
                                    MemorySegment.class,
                                    MemorySegment.class))
                    .bindTo(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    // An exception that left this method would end the process
    int converse(int count, MemorySegment messages, MemorySegment answers, MemorySegment unused) {
        try {
            return count < 1 || count > MOST ? FAILED : answered(count, messages, answers);
        } catch (RuntimeException e) {
            LOG.error("the conversation with PAM has failed", e);
            return FAILED;
        }
    }

    // PAM frees the answers, so they are of its own memory
    @SuppressWarnings("restricted")
    private int answered(int count, MemorySegment messages, MemorySegment answers) {
        MemorySegment asked = messages.reinterpret(count * POINTER);
        MemorySegment said = LibPam.allocate(count * ENTRY);
        for (int i = 0; i < count; i++) {
            int style =
                    asked.getAtIndex(ValueLayout.ADDRESS, i)
                            .reinterpret(ENTRY)
                            .get(ValueLayout.JAVA_INT, 0);
            switch (style) {
                case UNSEEN -> said.set(ValueLayout.ADDRESS, i * ENTRY, copy(question.password()));
                case SEEN -> said.set(ValueLayout.ADDRESS, i * ENTRY, copy(question.user()));
                case ERROR_TEXT, TEXT -> LOG.debug("PAM has something to say to {}", question);
                default -> {
                    // What was said so far is lost with the process, which is not long
                    return FAILED;
                }
            }
        }
        answers.reinterpret(POINTER).set(ValueLayout.ADDRESS, 0, said);
        return SUCCESS;
    }

    private static MemorySegment copy(String text) {
        try (var memory = Arena.ofConfined()) {
            MemorySegment from = memory.allocateFrom(text);
            return LibPam.allocate(from.byteSize()).copyFrom(from);
        }
    }
}
