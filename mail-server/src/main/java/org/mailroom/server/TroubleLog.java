// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

import org.jspecify.annotations.Nullable;
import org.mailroom.core.log.MailLog;
import org.mailroom.core.route.TrivialRewrite;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Set;

/// Brings what goes wrong in the program into the mail log as well, where the administrator looks:
/// its warnings and errors, one line each. Where another program embeds this one without Logback,
/// they go only where that program wants them. No lock of its own is held while it writes: the mail
/// log says what is wrong with it under its own.
final class TroubleLog extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String PROGRAM = "org.mailroom.";

    /// What they say stands in the mail log already; or, of the log itself, cannot stand there.
    private static final Set<String> LEFT_OUT =
            Set.of(
                    Assembly.class.getName(),
                    RunningService.class.getName(),
                    MailLog.class.getName());

    /// Whose warnings are those of another daemon than master(8).
    private static final Map<String, String> DAEMONS =
            Map.of(TrivialRewrite.class.getName(), "local");

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
        boolean isWanted = source.startsWith(PROGRAM) && !LEFT_OUT.contains(source);
        if (isWanted && event.getLevel().isGreaterOrEqual(Level.WARN)) {
            String text = event.getFormattedMessage() + cause(event.getThrowableProxy());
            if (event.getLevel() == Level.ERROR) {
                events.error(text);
            } else {
                events.warning(DAEMONS.getOrDefault(source, "master"), text);
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
