package io.vitesslake.decode;

import java.nio.charset.StandardCharsets;

/** A value that its parser cannot read. {@link RowCursor} turns it into a CodedException that names the column. */
final class MalformedValue extends RuntimeException {

    static final String ZERO_DATE = "zero-date";
    static final String TIME_BEYOND_DAY = "time-beyond-day";
    static final String INVALID_TEXT = "invalid-text";
    static final String INVALID_VALUE = "invalid-value";
    static final String OUT_OF_RANGE = "value-out-of-range";

    private static final long serialVersionUID = 1;
    private static final int SHOWN_BYTES = 60;

    private final String reason;

    private MalformedValue(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** An error that shows the value, shortened. */
    static MalformedValue of(String reason, String what, byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, Math.min(length, SHOWN_BYTES), StandardCharsets.ISO_8859_1);
        return new MalformedValue(reason, what + ": \"" + text + (length > SHOWN_BYTES ? "\"…" : "\""));
    }

    String reason() {
        return reason;
    }
}
