// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server.helper;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/// The functions of libpam, as pam(3) has them.
@SuppressWarnings("restricted")
final class LibPam {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final FunctionDescriptor CONVERSE =
            FunctionDescriptor.of(INT, INT, POINTER, POINTER, POINTER);
    private static final FunctionDescriptor DELAY = FunctionDescriptor.ofVoid(INT, INT, POINTER);

    private static final MethodHandle CALLOC =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("calloc"),
                    FunctionDescriptor.of(POINTER, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle NOTHING = MethodHandles.empty(DELAY.toMethodType());

    private LibPam() {}

    /// What is loaded when PAM is asked for the first time.
    private static final class Functions {
        private static final SymbolLookup LIBRARY =
                SymbolLookup.libraryLookup("libpam.so.0", Arena.global());
        private static final MethodHandle START =
                function("pam_start", POINTER, POINTER, POINTER, POINTER);
        private static final MethodHandle END = function("pam_end", POINTER, INT);
        private static final MethodHandle SET_ITEM =
                function("pam_set_item", POINTER, INT, POINTER);
        private static final MethodHandle GET_ITEM =
                function("pam_get_item", POINTER, INT, POINTER);
        private static final MethodHandle AUTHENTICATE = function("pam_authenticate", POINTER, INT);
        private static final MethodHandle ACCOUNT = function("pam_acct_mgmt", POINTER, INT);
        private static final MethodHandle TEXT =
                LINKER.downcallHandle(
                        LIBRARY.findOrThrow("pam_strerror"),
                        FunctionDescriptor.of(POINTER, POINTER, INT));

        private Functions() {}

        private static MethodHandle function(String name, MemoryLayout... parameters) {
            return LINKER.downcallHandle(
                    LIBRARY.findOrThrow(name), FunctionDescriptor.of(INT, parameters));
        }
    }

    private interface Call<T> {
        T run() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param handle where that of the new dialogue is put
    static int start(
            MemorySegment service,
            MemorySegment user,
            MemorySegment conversation,
            MemorySegment handle) {
        return call(() -> (int) Functions.START.invokeExact(service, user, conversation, handle));
    }

    static void end(MemorySegment handle, int status) {
        int _ = call(() -> (int) Functions.END.invokeExact(handle, status));
    }

    static void setItem(MemorySegment handle, int item, MemorySegment value) {
        int _ = call(() -> (int) Functions.SET_ITEM.invokeExact(handle, item, value));
    }

    /// A text; empty where there is none.
    static String item(MemorySegment handle, int item, Arena memory) {
        MemorySegment place = memory.allocate(POINTER);
        int _ = call(() -> (int) Functions.GET_ITEM.invokeExact(handle, item, place));
        return string(place.get(ValueLayout.ADDRESS, 0));
    }

    static int authenticate(MemorySegment handle, int flags) {
        return call(() -> (int) Functions.AUTHENTICATE.invokeExact(handle, flags));
    }

    static int account(MemorySegment handle, int flags) {
        return call(() -> (int) Functions.ACCOUNT.invokeExact(handle, flags));
    }

    /// What a status means.
    static String text(MemorySegment handle, int status) {
        return string(call(() -> (MemorySegment) Functions.TEXT.invokeExact(handle, status)));
    }

    private static String string(MemorySegment text) {
        return text.equals(MemorySegment.NULL)
                ? ""
                : text.reinterpret(Integer.MAX_VALUE).getString(0);
    }

    static MemorySegment conversation(MethodHandle target, Arena memory) {
        return LINKER.upcallStub(target, CONVERSE, memory);
    }

    /// A pam_fail_delay(3) that does not wait.
    static MemorySegment noDelay(Arena memory) {
        return LINKER.upcallStub(NOTHING, DELAY, memory);
    }

    /// Memory full of zeros that C may free.
    static MemorySegment allocate(long octets) {
        MemorySegment memory = call(() -> (MemorySegment) CALLOC.invokeExact(1L, octets));
        if (memory.equals(MemorySegment.NULL)) {
            throw new IllegalStateException("no memory");
        }
        return memory.reinterpret(octets);
    }
}
