package io.vitesslake.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** How much is logged. What and where stands in logback.xml. */
final class LogSettings {

    private LogSettings() {}

    static void apply(boolean verbose) {
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        if (verbose) {
            for (String name : new String[] {"vitesslake", "io.vitesslake"}) {
                if (loggers.getLogger(name) instanceof Logger logger) {
                    logger.setLevel(Level.DEBUG);
                }
            }
        }
    }
}
