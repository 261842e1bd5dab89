// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls that Java lacks: it can neither look at the file behind an open channel nor
/// take locks that outlive other descriptors of the same file. `statx` has one layout on all
/// processors, unlike `fstat`.
@SuppressWarnings("restricted")
public final class Posix {
    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_NOCTTY = 0x100;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    private static final int USER_OCTETS = 256;
    private static final int NAMES_OCTETS = 16 << 10;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle OPEN =
            variadic("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT, INT));
    private static final MethodHandle FCNTL =
            variadic("fcntl", FunctionDescriptor.of(INT, INT, INT, ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE = plain("close", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle FLOCK = plain("flock", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle FDATASYNC =
            plain("fdatasync", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle FTRUNCATE =
            plain("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle PREAD =
            plain("pread", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PWRITE =
            plain("pwrite", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle GETEUID = plain("geteuid", FunctionDescriptor.of(INT));
    private static final MethodHandle GETPWUID =
            plain(
                    "getpwuid_r",
                    FunctionDescriptor.of(
                            INT,
                            INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            LONG,
                            ValueLayout.ADDRESS));
    private static final MethodHandle STATX =
            plain(
                    "statx",
                    FunctionDescriptor.of(
                            INT, INT, ValueLayout.ADDRESS, INT, INT, ValueLayout.ADDRESS));

    private Posix() {}

    private interface Call {
        long run(Arena memory, MemorySegment state) throws Throwable;
    }

    /// Has all calls bound, so that the first one need not wait for it.
    public static void load() {
        // The initializer of this class binds them
    }

    public static int open(String path, int flags, int mode) throws PosixException {
        return (int)
                call(
                        "open",
                        (memory, state) ->
                                (int)
                                        OPEN.invokeExact(
                                                state, memory.allocateFrom(path), flags, mode));
    }

    public static void close(int file) throws PosixException {
        var _ = call("close", (_, state) -> (int) CLOSE.invokeExact(state, file));
    }

    public static long pread(int file, MemorySegment target, long position) throws PosixException {
        return call(
                "read",
                (_, state) ->
                        (long) PREAD.invokeExact(state, file, target, target.byteSize(), position));
    }

    public static long pwrite(int file, MemorySegment octets, long position) throws PosixException {
        return call(
                "write",
                (_, state) ->
                        (long)
                                PWRITE.invokeExact(
                                        state, file, octets, octets.byteSize(), position));
    }

    public static void ftruncate(int file, long octets) throws PosixException {
        var _ = call("truncate", (_, state) -> (int) FTRUNCATE.invokeExact(state, file, octets));
    }

    public static void fdatasync(int file) throws PosixException {
        var _ = call("sync", (_, state) -> (int) FDATASYNC.invokeExact(state, file));
    }

    public static void flock(int file, int operation) throws PosixException {
        var _ = call("flock", (_, state) -> (int) FLOCK.invokeExact(state, file, operation));
    }

    public static void fcntl(int file, int command, byte[] argument) throws PosixException {
        var _ =
                call(
                        "lock",
                        (memory, state) -> {
                            MemorySegment copy = memory.allocate(argument.length, LONG.byteSize());
                            MemorySegment.copy(
                                    argument, 0, copy, ValueLayout.JAVA_BYTE, 0, argument.length);
                            return (int) FCNTL.invokeExact(state, file, command, copy);
                        });
    }

    /// Reads the facts of a file into `facts`, which is the caller's.
    public static void statx(int folder, String path, int flags, int mask, MemorySegment facts)
            throws PosixException {
        var _ =
                call(
                        "stat",
                        (memory, state) ->
                                (int)
                                        STATX.invokeExact(
                                                state,
                                                folder,
                                                memory.allocateFrom(path),
                                                flags,
                                                mask,
                                                facts));
    }

    /// The user as whom this process works.
    public static int effectiveUser() throws PosixException {
        return (int) call("geteuid", (_, state) -> (int) GETEUID.invokeExact(state));
    }

    /// The value of `O_NOFOLLOW`, which is not the same on all processors.
    public static int noFollow() {
        return System.getProperty("os.arch", "").equals("aarch64") ? 0x8000 : 0x20000;
    }

    /// The name of a user of the system; his number where he has none.
    public static String userName(int user) throws PosixException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment found = memory.allocate(ValueLayout.ADDRESS);
            MemorySegment entry = memory.allocate(USER_OCTETS, Long.BYTES);
            MemorySegment names = memory.allocate(NAMES_OCTETS);
            long error =
                    call(
                            "look up a user",
                            (_, state) ->
                                    (int)
                                            GETPWUID.invokeExact(
                                                    state,
                                                    user,
                                                    entry,
                                                    names,
                                                    names.byteSize(),
                                                    found));
            if (error != 0) {
                throw new PosixException("look up a user", (int) error);
            }
            boolean nobody = found.get(ValueLayout.ADDRESS, 0).equals(MemorySegment.NULL);
            // The name is the first member of the struct
            return nobody
                    ? Integer.toUnsignedString(user)
                    : entry.get(ValueLayout.ADDRESS, 0).reinterpret(NAMES_OCTETS).getString(0);
        }
    }

    private static long call(String name, Call call) throws PosixException {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment state = memory.allocate(STATE);
            while (true) {
                long result = call.run(memory, state);
                if (result >= 0) {
                    return result;
                }
                int errno = (int) ERRNO.get(state, 0L);
                if (errno != PosixException.EINTR) {
                    throw new PosixException(name, errno);
                }
            }
        } catch (PosixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle plain(String name, FunctionDescriptor types) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                types,
                Linker.Option.captureCallState("errno"));
    }

    // On some processors variable arguments are passed otherwise than declared ones.
    private static MethodHandle variadic(String name, FunctionDescriptor types) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                types,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(2));
    }
}
