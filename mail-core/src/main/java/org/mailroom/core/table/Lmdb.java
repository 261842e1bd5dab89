// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.table;

import org.mailroom.core.posix.Posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// A file that Postfix's postmap has made of a table, read by liblmdb. Who writes it holds an
/// exclusive flock(2), and the library has no locks of its own there.
@SuppressWarnings("restricted")
final class Lmdb {
    private static final String LIBRARY = "liblmdb.so.0";
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final int ONE_FILE = 0x4000;
    private static final int READ_ONLY = 0x20000;
    private static final int NO_LOCK = 0x400000;
    // LOCK_SH and LOCK_NB: everybody who may read the file could let others wait for ever
    private static final int SHARED_LOCK = 1 | 4;
    private static final int FIRST = 0;
    private static final int NEXT = 8;
    private static final int NOT_FOUND = -30798;
    private static final long VALUE_OCTETS = 2 * ValueLayout.ADDRESS.byteSize();

    private final Map<String, MethodHandle> functions = new HashMap<>();
    private final SymbolLookup library;
    private final Arena memory;

    private Lmdb(Arena memory) throws IOException {
        this.memory = memory;
        try {
            library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    LIBRARY + " is not installed: install liblmdb0, or put the text beside it", e);
        }
    }

    /// All entries. Where the file has been made by postmap, keys are in lower case.
    static Map<String, String> entries(Path file) throws IOException {
        try (Arena memory = Arena.ofConfined()) {
            return new Lmdb(memory).read(file);
        }
    }

    private Map<String, String> read(Path file) throws IOException {
        MemorySegment place = memory.allocate(POINTER);
        call("mdb_env_create", place);
        MemorySegment env = place.get(ValueLayout.ADDRESS, 0);
        try {
            MemorySegment name = memory.allocateFrom(file.toString());
            call("mdb_env_open", env, name, ONE_FILE | READ_ONLY | NO_LOCK, 0);
            MemorySegment number = memory.allocate(INT);
            call("mdb_env_get_fd", env, number);
            // Goes with the descriptor
            Posix.flock(number.get(INT, 0), SHARED_LOCK);
            call("mdb_txn_begin", env, MemorySegment.NULL, READ_ONLY, place);
            return inTransaction(place.get(ValueLayout.ADDRESS, 0));
        } finally {
            end("mdb_env_close", env);
        }
    }

    private Map<String, String> inTransaction(MemorySegment transaction) throws IOException {
        try {
            MemorySegment number = memory.allocate(INT);
            call("mdb_dbi_open", transaction, MemorySegment.NULL, 0, number);
            MemorySegment place = memory.allocate(POINTER);
            call("mdb_cursor_open", transaction, number.get(INT, 0), place);
            MemorySegment cursor = place.get(ValueLayout.ADDRESS, 0);
            try {
                return all(cursor);
            } finally {
                end("mdb_cursor_close", cursor);
            }
        } finally {
            end("mdb_txn_abort", transaction);
        }
    }

    private Map<String, String> all(MemorySegment cursor) throws IOException {
        var entries = new HashMap<String, String>();
        MemorySegment key = memory.allocate(VALUE_OCTETS, Long.BYTES);
        MemorySegment value = memory.allocate(VALUE_OCTETS, Long.BYTES);
        int status = status("mdb_cursor_get", cursor, key, value, FIRST);
        while (status == 0) {
            entries.put(text(key), text(value));
            status = status("mdb_cursor_get", cursor, key, value, NEXT);
        }
        if (status != NOT_FOUND) {
            throw failed(status);
        }
        return entries;
    }

    // With a NUL at its end or without: lmdb_table(5) tries both
    private static String text(MemorySegment value) {
        long octets = value.get(ValueLayout.JAVA_LONG, 0);
        byte[] text =
                value.get(ValueLayout.ADDRESS, Long.BYTES)
                        .reinterpret(octets)
                        .toArray(ValueLayout.JAVA_BYTE);
        int end = text.length > 0 && text[text.length - 1] == 0 ? text.length - 1 : text.length;
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    private void call(String name, Object... arguments) throws IOException {
        int status = status(name, arguments);
        if (status != 0) {
            throw failed(status);
        }
    }

    private int status(String name, Object... arguments) {
        MethodHandle function =
                functions.computeIfAbsent(
                        name,
                        _ ->
                                LINKER.downcallHandle(
                                        library.findOrThrow(name),
                                        FunctionDescriptor.of(INT, layouts(arguments))));
        return (int) invoke(function, arguments);
    }

    private void end(String name, MemorySegment what) {
        var _ =
                invoke(
                        LINKER.downcallHandle(
                                library.findOrThrow(name), FunctionDescriptor.ofVoid(POINTER)),
                        what);
    }

    private IOException failed(int status) {
        MethodHandle function =
                LINKER.downcallHandle(
                        library.findOrThrow("mdb_strerror"), FunctionDescriptor.of(POINTER, INT));
        var text = (MemorySegment) invoke(function, status);
        return new IOException(text.reinterpret(Integer.MAX_VALUE).getString(0));
    }

    private static Object invoke(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MemoryLayout[] layouts(Object... arguments) {
        var layouts = new MemoryLayout[arguments.length];
        for (int at = 0; at < arguments.length; at++) {
            layouts[at] = arguments[at] instanceof Integer ? INT : POINTER;
        }
        return layouts;
    }
}
