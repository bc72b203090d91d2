package io.vitesslake.decode;

import java.util.Objects;

/**
 * What a table's values become that no lake type holds as they are. Immutable.
 *
 * @param timeAs how a TIME is held; all but {@link TimeAs#TIME} are exact
 * @param wideDecimal a DECIMAL of more than 38 digits
 * @param zeroDates a date that no calendar holds, such as 0000-00-00, and with {@link TimeAs#TIME} a time beyond one day
 * @param invalidText text that is not valid in its character set
 * @param jsonAs how a JSON document is held
 */
public record ValuePolicies(
        TimeAs timeAs, WideDecimal wideDecimal, ZeroDates zeroDates, InvalidText invalidText, JsonAs jsonAs) {

    public static final ValuePolicies DEFAULT =
            new ValuePolicies(TimeAs.MICROS, WideDecimal.STRING, ZeroDates.NULL, InvalidText.REPLACE, JsonAs.STRING);

    public enum TimeAs {
        /** Signed microseconds as a long. */
        MICROS,
        /** A time of day, which only 00:00 to 24:00 is. */
        TIME,
        /** The text that MySQL prints. */
        STRING
    }

    public enum WideDecimal {
        /** The text that MySQL prints. */
        STRING,
        /** The table stops. */
        HALT
    }

    public enum ZeroDates {
        NULL,
        /** The table stops. */
        HALT
    }

    public enum InvalidText {
        /** U+FFFD stands for what is not valid. */
        REPLACE,
        /** The table stops. */
        HALT
    }

    public enum JsonAs {
        /** The source's text. */
        STRING,
        /** The document itself, which a table of format version 3 has a type for. */
        VARIANT
    }

    public ValuePolicies {
        Objects.requireNonNull(timeAs, "timeAs");
        Objects.requireNonNull(wideDecimal, "wideDecimal");
        Objects.requireNonNull(zeroDates, "zeroDates");
        Objects.requireNonNull(invalidText, "invalidText");
        Objects.requireNonNull(jsonAs, "jsonAs");
    }

    /** The same for key columns, where a changed value could make two rows one: what is lossy stops the table. */
    ValuePolicies ofKey() {
        return new ValuePolicies(timeAs, wideDecimal, ZeroDates.HALT, InvalidText.HALT, jsonAs);
    }
}
