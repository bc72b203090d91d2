package io.vitesslake.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Lines of the log without secrets: as logback.xml lays them out, or each as a JSON object. Any thread. */
final class LogEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Layout<ILoggingEvent> layout;
    private final ObjectMapper json = new ObjectMapper();
    private volatile LogFormat format = LogFormat.TEXT;
    private volatile Secrets secrets = Secrets.NONE;

    /** @param layout of a text line */
    LogEncoder(Layout<ILoggingEvent> layout) {
        this.layout = layout;
    }

    void format(LogFormat wanted) {
        format = wanted;
    }

    /** From now on these are not shown. */
    void hide(Secrets known) {
        secrets = known;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = switch (format) {
            case TEXT -> text(event);
            case JSON -> object(event) + "\n";
        };
        return line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    // What stands before the message, time and level, is nobody's secret, even if a secret is a number such as 2026.
    private String text(ILoggingEvent event) {
        String line = layout.doLayout(event);
        int message = Math.max(0, line.indexOf(event.getFormattedMessage()));
        return line.substring(0, message) + secrets.hide(line.substring(message));
    }

    // Secrets are masked before they are quoted, for a quoted one may look different.
    private String object(ILoggingEvent event) {
        ObjectNode node = json.createObjectNode()
                .put("time", TIME.format(event.getInstant()))
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("message", secrets.hide(event.getFormattedMessage()));
        if (event.getThrowableProxy() != null) {
            String error = ThrowableProxyUtil.asString(event.getThrowableProxy());
            node.put("error", secrets.hide(error).stripTrailing());
        }
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot log " + event, e);
        }
    }
}
