// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.slf4j.LoggerFactory;

import java.util.List;

/// What the loggers of a package say to whoever looks after the server, while it is open: also
/// where they are silent in tests.
public final class LogCapture implements AutoCloseable {
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger logger;
    private final Level before;

    public LogCapture(Package of) {
        logger = (Logger) LoggerFactory.getLogger(of.getName());
        before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        events.start();
        logger.addAppender(events);
    }

    public List<String> messages() {
        return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}
