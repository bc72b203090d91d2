package io.vitesslake.verify;

import io.vitesslake.change.ColumnType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A value of Iceberg's generic reader, in the one spelling that it has on both sides ({@link SourceText} is the other). A value of
 * a Java type that its kind never has differs from whatever the source holds.
 */
final class LakeValue {

    private final ValueKind kind;
    private final ColumnType.Kind lake;

    /** @param lake type of the lake's column */
    LakeValue(ValueKind kind, ColumnType.Kind lake) {
        this.kind = kind;
        this.lake = lake;
    }

    /** Null for null. */
    String canonical(Object value) {
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case INTEGER, BIT -> lake == ColumnType.Kind.STRING ? other(value) : integer(value);
            case DECIMAL -> decimal(value);
            case FLOAT -> value instanceof Float number ? CanonicalText.sixDigits(number) : other(value);
            case DOUBLE -> value instanceof Double number ? CanonicalText.number(number) : other(value);
            case DATE -> value instanceof LocalDate date ? CanonicalText.date(date) : other(value);
            case DATETIME -> value instanceof LocalDateTime time ? CanonicalText.dateTime(time) : other(value);
            case TIMESTAMP -> value instanceof OffsetDateTime time ? CanonicalText.moment(micros(time)) : other(value);
            case TIME -> time(value);
            case TEXT -> value instanceof CharSequence text ? CanonicalText.text(text.toString()) : other(value);
            case JSON -> value instanceof CharSequence text ? CanonicalJson.of(text.toString()) : other(value);
            case BYTES -> value instanceof ByteBuffer bytes ? CanonicalText.bytes(bytes(bytes)) : other(value);
            case SPATIAL -> value instanceof ByteBuffer bytes ? SpatialValue.ofLake(bytes(bytes)) : other(value);
        };
    }

    private static String integer(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return Long.toString(((Number) value).longValue());
        }
        return value instanceof BigDecimal number && number.stripTrailingZeros().scale() <= 0
                ? CanonicalText.integer(number.toBigIntegerExact())
                : other(value);
    }

    private static String decimal(Object value) {
        if (value instanceof BigDecimal number) {
            return CanonicalText.decimal(number);
        }
        if (value instanceof CharSequence text) {
            try {
                return CanonicalText.printedDecimal(new BigDecimal(text.toString()));
            } catch (NumberFormatException e) {
                return other(value);
            }
        }
        return other(value);
    }

    private static String time(Object value) {
        if (value instanceof Long micros) {
            return CanonicalText.micros(micros);
        }
        if (value instanceof LocalTime time) {
            return CanonicalText.micros(time.toNanoOfDay() / 1_000);
        }
        return value instanceof CharSequence text ? CanonicalText.text(text.toString()) : other(value);
    }

    private static long micros(OffsetDateTime time) {
        return ChronoUnit.MICROS.between(OffsetDateTime.parse("1970-01-01T00:00:00Z"), time);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static String other(Object value) {
        return CanonicalText.unreadable(value.getClass().getSimpleName() + " " + value);
    }
}
