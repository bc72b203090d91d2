package io.vitesslake.verify;

import io.vitesslake.change.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that MySQL prints, in the one spelling that it has on both sides ({@link LakeValue} is the other). Read by the JDK alone.
 * What is not as its type says keeps MySQL's text, so that it differs from whatever the lake holds.
 */
final class SourceText {

    private static final Pattern TIME = Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6}))?");
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int MILLION = 1_000_000;

    private final ValueKind kind;
    private final ColumnType.Kind lake;
    private final boolean zeroDatesAreNull;

    /**
     * @param lake type that the value has in the lake, where the rule depends on it
     * @param zeroDatesAreNull whether the lake has null for a date that no calendar holds, and for a time beyond the day
     */
    SourceText(ValueKind kind, ColumnType.Kind lake, boolean zeroDatesAreNull) {
        this.kind = kind;
        this.lake = lake;
        this.zeroDatesAreNull = zeroDatesAreNull;
    }

    /** Null for what is null in the lake. */
    String canonical(byte[] value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case BYTES -> CanonicalText.bytes(value);
            case SPATIAL -> SpatialValue.ofSource(value);
            case INTEGER, BIT, DECIMAL, FLOAT, DOUBLE, DATE, DATETIME, TIMESTAMP, TIME, TEXT, JSON ->
                ofText(new String(value, StandardCharsets.UTF_8));
        };
    }

    private String ofText(String text) {
        try {
            return canonical(text);
        } catch (NumberFormatException | DateTimeException e) {
            return CanonicalText.unreadable(text);
        }
    }

    private String canonical(String text) {
        return switch (kind) {
            case INTEGER, BIT -> CanonicalText.integer(new BigInteger(text));
            case DECIMAL ->
                lake == ColumnType.Kind.STRING
                        ? CanonicalText.printedDecimal(new BigDecimal(text))
                        : CanonicalText.decimal(new BigDecimal(text));
            case FLOAT -> CanonicalText.sixDigits(Float.parseFloat(text));
            case DOUBLE -> CanonicalText.number(Double.parseDouble(text));
            case DATE -> date(text);
            case DATETIME -> dateTime(text);
            case TIMESTAMP -> moment(text);
            case TIME -> time(text);
            case TEXT -> CanonicalText.text(text);
            case JSON -> CanonicalJson.of(text);
            case BYTES, SPATIAL -> throw new IllegalStateException("Cannot happen: " + kind + " is no text");
        };
    }

    private String date(String text) {
        try {
            return CanonicalText.date(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return noDate(text);
        }
    }

    private String dateTime(String text) {
        try {
            return CanonicalText.dateTime(LocalDateTime.parse(text.replace(' ', 'T')));
        } catch (DateTimeException e) {
            return noDate(text);
        }
    }

    private String moment(String seconds) {
        BigDecimal value = new BigDecimal(seconds);
        return value.signum() == 0
                ? noDate(seconds)
                : CanonicalText.moment(value.scaleByPowerOfTen(6).longValueExact());
    }

    private String time(String text) {
        Matcher parts = TIME.matcher(text);
        if (lake == ColumnType.Kind.STRING || !parts.matches()) {
            return lake == ColumnType.Kind.STRING ? CanonicalText.text(text) : CanonicalText.unreadable(text);
        }
        long seconds = (Long.parseLong(parts.group(2)) * 60 + Long.parseLong(parts.group(3))) * 60
                + Long.parseLong(parts.group(4));
        String fraction = parts.group(5) == null ? "" : parts.group(5);
        long micros = seconds * MILLION + Long.parseLong((fraction + "000000").substring(0, 6));
        long signed = parts.group(1).isEmpty() ? micros : -micros;
        boolean ofDay = signed >= 0 && signed < DAY_MICROS;
        return lake == ColumnType.Kind.TIME && !ofDay ? noDate(text) : CanonicalText.micros(signed);
    }

    private String noDate(String text) {
        return zeroDatesAreNull ? null : CanonicalText.unreadable(text);
    }
}
