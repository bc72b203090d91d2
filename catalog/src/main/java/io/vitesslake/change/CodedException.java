package io.vitesslake.change;

import java.util.Objects;

/** An error that names who has to act. The message says what could not be done, the values, and the way out. */
public final class CodedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String reason;

    /**
     * @param reason short, stable, lower case with hyphens: {@code unsupported-column-type}
     */
    public CodedException(ErrorCode code, String reason, String message) {
        this(code, reason, message, null);
    }

    public CodedException(ErrorCode code, String reason, String message, Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public ErrorCode code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
