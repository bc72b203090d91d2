package io.vitesslake.change;

/**
 * Lake type of one column.
 *
 * @param kind how the value is carried by a {@link RowBlock}
 * @param precision decimal digits, 1 to 38, for {@link Kind#DECIMAL}; 0 for every other kind
 * @param scale digits after the point, 0 to precision, for {@link Kind#DECIMAL}; 0 for every other kind
 */
public record ColumnType(Kind kind, int precision, int scale) {

    /** The widest decimal that a {@code long} holds unscaled. */
    public static final int MAX_LONG_DECIMAL_PRECISION = 18;

    /** The widest decimal of the Iceberg specification (section Primitive Types). */
    public static final int MAX_DECIMAL_PRECISION = 38;

    public static final ColumnType INT = new ColumnType(Kind.INT, 0, 0);
    public static final ColumnType LONG = new ColumnType(Kind.LONG, 0, 0);
    public static final ColumnType FLOAT = new ColumnType(Kind.FLOAT, 0, 0);
    public static final ColumnType DOUBLE = new ColumnType(Kind.DOUBLE, 0, 0);
    public static final ColumnType DATE = new ColumnType(Kind.DATE, 0, 0);
    public static final ColumnType TIME = new ColumnType(Kind.TIME, 0, 0);
    public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, 0, 0);
    public static final ColumnType TIMESTAMPTZ = new ColumnType(Kind.TIMESTAMPTZ, 0, 0);
    public static final ColumnType STRING = new ColumnType(Kind.STRING, 0, 0);
    public static final ColumnType BINARY = new ColumnType(Kind.BINARY, 0, 0);
    public static final ColumnType VARIANT = new ColumnType(Kind.VARIANT, 0, 0);

    /** How a value of the column is carried. */
    public enum Kind {
        /** 32-bit signed integer, {@link RowBlock#longAt}. */
        INT,
        /** 64-bit signed integer, {@link RowBlock#longAt}. */
        LONG,
        /** Unscaled value, {@link RowBlock#longAt} up to precision 18, else {@link RowBlock#bytesAt} (two's complement, big endian). */
        DECIMAL,
        /** {@link RowBlock#floatAt}. */
        FLOAT,
        /** {@link RowBlock#doubleAt}. */
        DOUBLE,
        /** Days since 1970-01-01, {@link RowBlock#longAt}. */
        DATE,
        /** Microseconds since midnight, less than a day, {@link RowBlock#longAt}. */
        TIME,
        /** Microseconds since 1970-01-01T00:00 without zone, {@link RowBlock#longAt}. */
        TIMESTAMP,
        /** Microseconds since 1970-01-01T00:00Z, {@link RowBlock#longAt}. */
        TIMESTAMPTZ,
        /** UTF-8, {@link RowBlock#bytesAt}. */
        STRING,
        /** Any bytes, {@link RowBlock#bytesAt}. */
        BINARY,
        /** A JSON document as UTF-8, {@link RowBlock#bytesAt}. Needs a table of format version 3; never of a key. */
        VARIANT
    }

    public ColumnType {
        boolean decimal = kind == Kind.DECIMAL;
        if (decimal && (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException("Invalid decimal: precision " + precision + ", scale " + scale);
        }
        if (!decimal && (precision != 0 || scale != 0)) {
            throw new IllegalArgumentException("Invalid " + kind + ": precision " + precision + ", scale " + scale);
        }
    }

    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    /** Whether {@link RowBlock#longAt} carries the value. */
    public boolean isLong() {
        return switch (kind) {
            case INT, LONG, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
            case DECIMAL -> precision <= MAX_LONG_DECIMAL_PRECISION;
            case FLOAT, DOUBLE, STRING, BINARY, VARIANT -> false;
        };
    }

    /**
     * Whether a column of this type can be given another one while its old values stay readable as they are: an int becomes a
     * long, a decimal gets more digits before the point (Iceberg specification, Schema Evolution).
     */
    public boolean widensTo(ColumnType wider) {
        return switch (kind) {
            case INT -> wider.kind == Kind.LONG;
            case DECIMAL -> wider.kind == Kind.DECIMAL && wider.precision > precision && wider.scale == scale;
            case LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, STRING, BINARY, VARIANT -> false;
        };
    }

    /** Whether every value of a column of the other type is one of this type. */
    public boolean holds(ColumnType other) {
        return equals(other) || other.widensTo(this);
    }

    @Override
    public String toString() {
        return kind == Kind.DECIMAL
                ? "decimal(" + precision + ", " + scale + ")"
                : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
