// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.log.MailLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what goes wrong in the program into the mail log as well, where the administrator looks:
/// its warnings and errors, one line each. Where another program embeds this one without Logback,
/// they go only where that program wants them.
final class TroubleLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String PROGRAM = "org.mailroom.";

    /// Writes its own lines into the mail log.
    private static final String SERVER = TroubleLog.class.getPackageName() + ".";

    private final ServiceLog events;

    private TroubleLog(ServiceLog events) {
        this.events = events;
        setName("mail-log");
    }

    static TroubleLog open(ServiceLog events) {
        var log = new TroubleLog(events);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            log.setContext(context);
            log.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
        }
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String source = event.getLoggerName();
        boolean isOurs = source.startsWith(PROGRAM) && !source.startsWith(SERVER);
        // That the mail log cannot be written cannot stand in it.
        boolean isOfTheLog = source.equals(MailLog.class.getName());
        if (isOurs && !isOfTheLog && event.getLevel().isGreaterOrEqual(Level.WARN)) {
            String text = event.getFormattedMessage() + cause(event.getThrowableProxy());
            if (event.getLevel() == Level.ERROR) {
                events.error(text);
            } else {
                events.warning(text);
            }
        }
    }

    private static String cause(@Nullable IThrowableProxy thrown) {
        return thrown == null ? "" : ": " + thrown.getClassName() + ": " + thrown.getMessage();
    }

    @Override
    public void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }
}
