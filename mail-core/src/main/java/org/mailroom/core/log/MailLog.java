// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import org.mailroom.core.message.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// The mail log: one event, one line, in the forms of Postfix and Dovecot. Values from outside are
/// made harmless here, in one place. Each line is written before the call returns. Safe for use by
/// several threads.
public final class MailLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailLog.class);
    private static final Path STDOUT = Path.of("/dev/stdout");
    // syslog's classic stamp (RFC 3164 §4.1.2): a day below ten is padded with a blank
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US);

    private final Path file;
    private final String hostname;
    private final String syslogName;
    private final InstantSource clock;
    private final ZoneId zone;
    private final AtomicLong numbers = new AtomicLong();

    @GuardedBy("this")
    private OutputStream out;

    @GuardedBy("this")
    private long stampSecond = -1;

    @GuardedBy("this")
    private String stamp = "";

    private MailLog(Path file, String hostname, String syslogName, InstantSource clock)
            throws IOException {
        this.file = file;
        this.hostname = hostname;
        this.syslogName = syslogName;
        this.clock = clock;
        this.zone = ZoneId.systemDefault();
        this.out = open(file);
    }

    /// Opens the file for appending, `/dev/stdout` as what it says.
    public static MailLog open(Path file, String hostname, String syslogName, InstantSource clock)
            throws IOException {
        return new MailLog(file, hostname, syslogName, clock);
    }

    /// Writes `MMM d HH:mm:ss host postfix/process[number]: text`, with `syslog_name` for
    /// `postfix`.
    public void postfix(String process, long number, String text) {
        write(syslogName + "/" + process + "[" + number + "]: ", text);
    }

    /// Writes `MMM d HH:mm:ss host dovecot: text`.
    public void dovecot(String text) {
        write("dovecot: ", text);
    }

    /// A number for the brackets: one per connection or job, so that log tools can pair lines.
    public long nextNumber() {
        return numbers.incrementAndGet();
    }

    /// Opens the file anew: logrotate has moved it. The old one stays in use where that fails.
    public void reopen() {
        try {
            OutputStream fresh = open(file);
            OutputStream old;
            synchronized (this) {
                old = out;
                out = fresh;
            }
            closeUnlessStdout(old);
        } catch (IOException e) {
            LOG.error("cannot reopen the mail log {}", file, e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closeUnlessStdout(out);
            out = OutputStream.nullOutputStream();
        }
    }

    private void write(String tag, String text) {
        synchronized (this) {
            try {
                out.write(line(tag, text));
                out.flush();
            } catch (IOException e) {
                LOG.error("cannot write to the mail log {}: {}{}", file, tag, text, e);
            }
        }
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

    private static OutputStream open(Path file) throws IOException {
        return file.equals(STDOUT)
                ? System.out
                : Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
