package io.vitesslake.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps commits from telling of conflicts and failures, thousands of which a simulation makes on purpose. */
final class ExpectedConflicts implements BeforeAllCallback, AfterAllCallback {

    private static final List<Logger> LOGGERS = Stream.of(
                    "io.vitesslake.commit", "io.vitesslake.maintain", "io.vitesslake.mirror", "org.apache.iceberg")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();

    @Override
    public void beforeAll(ExtensionContext context) {
        LOGGERS.forEach(logger -> logger.setLevel(Level.ERROR));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }
}
