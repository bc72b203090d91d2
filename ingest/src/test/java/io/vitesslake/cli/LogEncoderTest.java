package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.config.Config;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogEncoderTest {

    private static final String SECRET = "hunter\"2 ü";

    private final LoggerContext context = new LoggerContext();
    private LogEncoder encoder;

    @BeforeEach
    void layOut() {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern("%-5level %message%n%xException");
        layout.start();
        encoder = new LogEncoder(layout);
    }

    @Test
    void aTextLineIsAsThePatternLaysItOut() {
        assertThat(line(event("Ünter way", null))).isEqualTo("WARN  Ünter way\n");
    }

    @Test
    void aJsonLineHoldsTimeLevelLoggerMessageAndError() throws JsonProcessingException {
        encoder.format(LogFormat.JSON);
        String line = line(event("two\nlines", new IllegalStateException("boom")));
        assertThat(line)
                .endsWith("}\n")
                .satisfies(text -> assertThat(text.lines()).hasSize(1));
        JsonNode object = new ObjectMapper().readTree(line);
        assertThat(object.fieldNames()).toIterable().containsExactly("time", "level", "logger", "message", "error");
        assertThat(object.path("time").asText()).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(object.path("level").asText()).isEqualTo("WARN");
        assertThat(object.path("logger").asText()).isEqualTo("vitesslake");
        assertThat(object.path("message").asText()).isEqualTo("two\nlines");
        assertThat(object.path("error").asText())
                .startsWith("java.lang.IllegalStateException: boom\n\tat io.vitesslake.cli.LogEncoderTest")
                .doesNotEndWith("\n");
    }

    @Test
    void aLineWithoutAnErrorHasNone() throws JsonProcessingException {
        encoder.format(LogFormat.JSON);
        assertThat(new ObjectMapper().readTree(line(event("fine", null))).has("error"))
                .isFalse();
    }

    @Test
    void secretsAreInNeitherFormNorInErrors() throws JsonProcessingException {
        ILoggingEvent event = event("login with " + SECRET, new IllegalStateException("refused " + SECRET));
        encoder.hide(secrets(SECRET));
        assertThat(line(event)).contains("login with ***", "refused ***").doesNotContain("hunter");
        encoder.format(LogFormat.JSON);
        String json = line(event);
        assertThat(json).contains("login with ***", "refused ***").doesNotContain("hunter");
        new ObjectMapper().readTree(json);
    }

    @Test
    void timeAndLevelStandWhateverASecretIs() throws JsonProcessingException {
        encoder.hide(secrets("WARN"));
        assertThat(line(event("to WARN", null))).isEqualTo("WARN  to ***\n");
        encoder.format(LogFormat.JSON);
        JsonNode object = new ObjectMapper().readTree(line(event("to WARN", null)));
        assertThat(object.path("level").asText()).isEqualTo("WARN");
        assertThat(object.path("message").asText()).isEqualTo("to ***");
    }

    private static Secrets secrets(String secret) {
        return Secrets.of(Config.parse("test", """
                source: {vtgate: "localhost:1", keyspace: ks}
                catalog: {type: hadoop, warehouse: "/lake", properties: {s3.secret-access-key: "${SECRET}"}}
                """, Map.of("SECRET", secret)));
    }

    private String line(ILoggingEvent event) {
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private ILoggingEvent event(String message, Throwable error) {
        Logger logger = context.getLogger("vitesslake");
        LoggingEvent event = new LoggingEvent("test", logger, Level.WARN, message, error, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        return event;
    }
}
