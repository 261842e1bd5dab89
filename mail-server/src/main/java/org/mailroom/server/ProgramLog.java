// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the program says of itself: on its standard error, and so in the journal of the system; the
/// facts of mail go to `maillog_file`. A stack trace is there for a bug only. A program that embeds
/// the server has a log of its own. No file in XML says this, since to read one takes a tenth of
/// the time of a start.
public final class ProgramLog {
    private ProgramLog() {}

    /// Before the first word; `MAILROOM_LOG_LEVEL` says how much is told. A file of Logback that
    /// was named counts instead.
    public static void open() {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
                || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        var form = new PatternLayoutEncoder();
        form.setContext(context);
        form.setPattern("mailroom: %level: %msg%n");
        form.start();
        var errors = new ConsoleAppender<ILoggingEvent>();
        errors.setContext(context);
        errors.setTarget("System.err");
        errors.setEncoder(form);
        errors.start();
        var all = context.getLogger(Logger.ROOT_LOGGER_NAME);
        all.setLevel(Level.WARN);
        all.addAppender(errors);
        context.getLogger("org.mailroom")
                .setLevel(Level.toLevel(System.getenv("MAILROOM_LOG_LEVEL"), Level.INFO));
        // It warns where a sandbox hides the network cards, whose addresses nothing here needs
        context.getLogger("io.netty.util.internal.MacAddressUtil").setLevel(Level.ERROR);
    }
}
