// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.config.FileFault;
import org.mailroom.core.message.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The mail log: one event, one line, in the forms of Postfix and Dovecot. Values from outside are
/// made harmless here, in one place. A thread of its own writes what has gathered in some
/// milliseconds: a kill may cost the lines of these, never a stop. Safe for use by several threads.
public final class MailLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailLog.class);
    private static final Path STDOUT = Path.of("/dev/stdout");
    // syslog's classic stamp (RFC 3164 §4.1.2): a day below ten is padded with a blank
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US);

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_AND_GROUP =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /// With more than this, whoever adds a line writes it.
    private static final int MOST_GATHERED = 1 << 20;

    private final Path file;
    private final String hostname;
    private final LogTags tags;
    private final InstantSource clock;
    private final ZoneId zone;
    private final AtomicLong numbers = new AtomicLong();
    private final Thread writer =
            Thread.ofPlatform().name("mail-log").daemon().unstarted(this::writeGathered);
    private volatile boolean closed;

    /// Held for the length of a write; "this" may be taken under it.
    private final Object writing = new Object();

    @GuardedBy("writing")
    private OutputStream out;

    @GuardedBy("this")
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

    @GuardedBy("this")
    private long stampSecond = -1;

    @GuardedBy("this")
    private String stamp = "";

    // Lines that could not be written, since the last one that could
    @GuardedBy("writing")
    private long lost;

    private MailLog(Path file, String hostname, LogTags tags, InstantSource clock)
            throws IOException {
        this.file = file;
        this.hostname = hostname;
        this.tags = tags;
        this.clock = clock;
        this.zone = ZoneId.systemDefault();
        this.out = open(file);
    }

    /// Opens the file for appending, `/dev/stdout` as what it says.
    public static MailLog open(Path file, String hostname, LogTags tags, InstantSource clock)
            throws IOException {
        var log = new MailLog(file, hostname, tags, clock);
        log.writer.start();
        return log;
    }

    /// Writes `MMM d HH:mm:ss host postfix/process[number]: text`, with `syslog_name` for
    /// `postfix`, which a service may have of its own.
    public void postfix(String process, long number, String text) {
        write(tags.tag(process) + "[" + number + "]: ", text);
    }

    /// Writes `MMM d HH:mm:ss host dovecot: text`.
    public void dovecot(String text) {
        write("dovecot: ", text);
    }

    /// A number for the brackets: one per connection or job, so that log tools can pair lines.
    public long nextNumber() {
        return numbers.incrementAndGet();
    }

    /// Opens the file anew: logrotate has moved it.
    ///
    /// @return why that failed, where it did: the old one stays in use
    public Optional<String> reopen() {
        try {
            OutputStream fresh = open(file);
            OutputStream old;
            synchronized (writing) {
                write();
                old = out;
                out = fresh;
            }
            closeUnlessStdout(old);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "cannot open %s, what was opened before stays in use: %s"
                            .formatted(file, FileFault.reason(e)));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        synchronized (writing) {
            write();
            closeUnlessStdout(out);
            out = OutputStream.nullOutputStream();
        }
    }

    private void write(String tag, String text) {
        int before;
        synchronized (this) {
            before = gathered.size();
            gathered.writeBytes(line(tag, text));
        }
        if (before == 0) {
            LockSupport.unpark(writer);
        } else if (before > MOST_GATHERED) {
            synchronized (writing) {
                write();
            }
        }
    }

    private void writeGathered() {
        while (!closed) {
            LockSupport.park(this);
            LockSupport.parkNanos(this, GATHER_NANOS);
            synchronized (writing) {
                write();
            }
        }
    }

    @GuardedBy("writing")
    private void write() {
        byte[] lines = take();
        try {
            if (lost > 0 && lines.length > 0) {
                tellOfLost();
            }
            out.write(lines);
            out.flush();
        } catch (IOException e) {
            if (lost == 0) {
                LOG.error("cannot write to {}: {}", file, FileFault.reason(e));
            }
            lost += count(lines);
        }
    }

    // The last line may have been cut short: what follows begins a new one
    @GuardedBy("writing")
    private void tellOfLost() throws IOException {
        byte[] told;
        synchronized (this) {
            told = line(tags.tag("master") + "[0]: ", "warning: lines lost here: " + lost);
        }
        out.write('\n');
        out.write(told);
        LOG.warn("{} can be written again; lines lost: {}", file, lost);
        lost = 0;
    }

    private static int count(byte[] lines) {
        int count = 0;
        for (byte octet : lines) {
            count += octet == '\n' ? 1 : 0;
        }
        return count;
    }

    private synchronized byte[] take() {
        byte[] lines = gathered.toByteArray();
        gathered.reset();
        return lines;
    }

    @GuardedBy("this")
    private byte[] line(String tag, String text) {
        Instant now = clock.instant();
        if (now.getEpochSecond() != stampSecond) {
            stampSecond = now.getEpochSecond();
            stamp = STAMP.format(now.atZone(zone)) + " " + hostname + " ";
        }
        return (stamp + tag + Printable.of(text) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    // A new file is for its owner and group: it tells who writes to whom
    private static OutputStream open(Path file) throws IOException {
        return file.equals(STDOUT)
                ? System.out
                : Channels.newOutputStream(
                        Files.newByteChannel(
                                file,
                                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                                OWNER_AND_GROUP));
    }

    private void closeUnlessStdout(OutputStream stream) {
        if (!file.equals(STDOUT)) {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.warn("cannot close the mail log", e);
            }
        }
    }
}
