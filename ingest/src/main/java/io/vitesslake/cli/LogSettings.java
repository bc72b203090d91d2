package io.vitesslake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** How much is logged, and how a line looks. Where it goes stands in logback.xml. One thread, before there is anything to log. */
final class LogSettings {

    private static final List<String> OURS = List.of("vitesslake", "io.vitesslake");

    private LogSettings() {}

    static void apply(LogLevel level, LogFormat format) {
        for (String name : OURS) {
            logger(name).ifPresent(logger -> logger.setLevel(Level.valueOf(level.name())));
        }
        // Libraries are heard when they warn, unless nobody wants to hear warnings.
        Level ofLibraries = level == LogLevel.ERROR ? Level.ERROR : Level.WARN;
        logger(Logger.ROOT_LOGGER_NAME).ifPresent(root -> root.setLevel(ofLibraries));
        encoder().ifPresent(encoder -> encoder.format(format));
    }

    /** From now on these are not logged. */
    static void hide(Secrets secrets) {
        encoder().ifPresent(encoder -> encoder.hide(secrets));
    }

    private static Optional<Logger> logger(String name) {
        return LoggerFactory.getILoggerFactory().getLogger(name) instanceof Logger logger
                ? Optional.of(logger)
                : Optional.empty();
    }

    /** That of the log's only appender; takes the place of the one that logback.xml has made. */
    private static Optional<LogEncoder> encoder() {
        Iterator<Appender<ILoggingEvent>> appenders = logger(Logger.ROOT_LOGGER_NAME)
                .map(Logger::iteratorForAppenders)
                .orElseGet(() -> List.<Appender<ILoggingEvent>>of().iterator());
        while (appenders.hasNext()) {
            if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
                if (appender.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> pattern) {
                    LogEncoder encoder = new LogEncoder(pattern.getLayout());
                    encoder.setContext(appender.getContext());
                    encoder.start();
                    appender.setEncoder(encoder);
                }
                if (appender.getEncoder() instanceof LogEncoder encoder) {
                    return Optional.of(encoder);
                }
            }
        }
        return Optional.empty();
    }
}
