package io.vitesslake.decode;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.source.DeclaredColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The constant that old rows have in a column that was added with it. */
public final class InitialDefaults {

    private static final Set<String> NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double");
    private static final Set<String> TEXTS = Set.of("char", "varchar", "enum", "set", "date", "datetime");

    private InitialDefaults() {}

    /**
     * Whether MySQL kept a constant as the statement has it, and did not round, cut, pad or convert it.
     *
     * @param now the column as its table declares it now
     */
    public static boolean isKept(DeclaredColumn now, String constant) {
        String base = DeclaredType.of(now.type()).base();
        String kept = now.defaultText().orElse(null);
        return NUMBERS.contains(base) && kept != null
                ? isSameNumber(kept, constant)
                : TEXTS.contains(base) && constant.equals(kept);
    }

    private static boolean isSameNumber(String one, String other) {
        try {
            return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
        } catch (NumberFormatException e) {
            // The column has another type by now.
            return false;
        }
    }

    /**
     * The value of a constant.
     *
     * @param column as it is told
     * @param type of the column in the lake
     * @return as {@link Column#initial} has it; empty if the column does not hold it exactly
     */
    public static Optional<Object> value(DeclaredColumn column, ColumnType type, String constant) {
        String base = DeclaredType.of(column.type()).base();
        return NUMBERS.contains(base) || TEXTS.contains(base) ? value(type, constant) : Optional.empty();
    }

    /** The same for a column whose type in the source is known to be kept as written. */
    public static Optional<Object> value(ColumnType type, String constant) {
        try {
            return parse(type, constant);
        } catch (MalformedValue | NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> parse(ColumnType type, String constant) throws MalformedValue {
        byte[] text = constant.getBytes(StandardCharsets.US_ASCII);
        return switch (type.kind()) {
            case INT -> Optional.of((long) new BigDecimal(constant).intValueExact());
            case LONG -> Optional.of(new BigDecimal(constant).longValueExact());
            case DECIMAL ->
                Optional.of(new BigDecimal(constant).setScale(type.scale()))
                        .filter(value -> value.precision() <= type.precision())
                        .map(Object.class::cast);
            case FLOAT ->
                Optional.of(new BigDecimal(constant))
                        .filter(value -> new BigDecimal(value.floatValue()).compareTo(value) == 0)
                        .map(BigDecimal::floatValue);
            case DOUBLE -> Optional.of(new BigDecimal(constant).doubleValue());
            case STRING -> Optional.of(constant);
            case DATE -> Optional.of(TemporalText.date(text, 0, text.length));
            case TIMESTAMP -> Optional.of(TemporalText.micros(text, 0, text.length));
            case TIME, TIMESTAMPTZ, BINARY, VARIANT -> Optional.empty();
        };
    }

    /** As a {@link RowCursor} gives it: a Long for what {@link ColumnType#isLong}, a Float, a Double or bytes. */
    static Object cell(Column column) {
        Object value = column.initial().orElseThrow();
        if (value instanceof BigDecimal decimal) {
            return column.type().isLong()
                    ? (Object) decimal.unscaledValue().longValueExact()
                    : decimal.unscaledValue().toByteArray();
        }
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value;
    }
}
