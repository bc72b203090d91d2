package io.vitesslake.sim;

import io.vitess.proto.Query;
import io.vitesslake.source.DeclaredColumn;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.util.ByteBuffers;

/**
 * One column of a simulated table. Values are held as their canonical text, null for NULL; the copy and the binlog write some
 * of them differently, as MySQL does.
 *
 * @param id stays with the column whatever its name and type
 * @param key whether it is in the primary key or in the vindex, and hence NOT NULL
 * @param defaulted whether it is declared with its {@link #constant} as the default
 */
record SimColumn(int id, String name, Kind kind, boolean key, boolean nullable, boolean defaulted) {

    private static final int ZEROFILL_WIDTH = 6;
    private static final int UTF8MB4 = 255;
    private static final int BINARY = 63;
    private static final int UNKNOWN = 0;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    SimColumn(int id, String name, Kind kind, boolean key, boolean nullable) {
        this(id, name, kind, key, nullable, false);
    }

    /** Types whose values arrive in a way of their own. */
    enum Kind {
        INT(263, "int", true),
        BIGINT(265, "bigint", true),
        ZEROFILL(776, "int(6) unsigned zerofill", true),
        UBIGINT(778, "bigint unsigned", true),
        DECIMAL(18, "decimal(10,2)", true),
        VARCHAR(6165, "varchar(20)", true),
        VARBINARY(10262, "varbinary(20)", true),
        DATE(2062, "date", true),
        DATETIME(2064, "datetime(6)", false),
        DOUBLE(1036, "double", false),
        ENUM(2074, "enum('x','yy','zzz')", false),
        // What ALTER TABLE makes of others.
        VARCHAR_LONG(6165, "varchar(40)", false),
        DECIMAL_SHORT(18, "decimal(10,1)", false),
        ENUM_LONG(2074, "enum('x','yy','zzz','w')", false),
        ENUM_TURNED(2074, "enum('zzz','x','yy')", false),
        // What no random table has. Held in hex.
        VECTOR(2083, "vector(2)", false),
        // In a character set whose collations Vitess does not know.
        GBK(6165, "varchar(30)", false);

        /** How many of these are of tables as they are first made. */
        static final int FIRST = ENUM.ordinal() + 1;

        private final int type;
        private final String columnType;
        private final boolean mayBeKey;

        Kind(int type, String columnType, boolean mayBeKey) {
            this.type = type;
            this.columnType = columnType;
            this.mayBeKey = mayBeKey;
        }

        boolean mayBeKey() {
            return mayBeKey;
        }

        String columnType() {
            return columnType;
        }

        private boolean isNumber() {
            return switch (this) {
                case INT, BIGINT, ZEROFILL, UBIGINT, DECIMAL, DECIMAL_SHORT, DOUBLE -> true;
                case VARCHAR, VARCHAR_LONG, VARBINARY, DATE, DATETIME, ENUM, ENUM_LONG, ENUM_TURNED, VECTOR, GBK ->
                    false;
            };
        }

        boolean isText() {
            return this == VARCHAR || this == VARCHAR_LONG || this == GBK || isEnum();
        }

        boolean isEnum() {
            return this == ENUM || this == ENUM_LONG || this == ENUM_TURNED;
        }

        /** Of an ENUM, in their order. */
        List<String> labels() {
            return List.of(columnType
                    .substring("enum('".length(), columnType.length() - "')".length())
                    .split("','"));
        }

        /** Whether VTTablet reads a value of another type as one of this, without an error here or at the client. */
        boolean reads(Kind value) {
            return switch (this) {
                case BIGINT -> value == INT || value == BIGINT;
                case VARCHAR, VARCHAR_LONG -> value == VARCHAR || value == VARCHAR_LONG;
                case ENUM, ENUM_LONG, ENUM_TURNED ->
                    value.isEnum() && labels().size() >= value.labels().size();
                default -> this == value;
            };
        }
    }

    /** A value of few, so that keys meet again. */
    String random(Random random, int range) {
        if (nullable && random.nextInt(5) == 0) {
            return null;
        }
        int n = random.nextInt(range);
        return switch (kind) {
            case INT -> Integer.toString(n - 2);
            case BIGINT -> Long.toString(n * 3_000_000_000L - 5);
            case ZEROFILL -> Integer.toString(n);
            case UBIGINT ->
                new BigDecimal("18446744073709551600")
                        .add(BigDecimal.valueOf(n % 16))
                        .toPlainString();
            case DECIMAL -> BigDecimal.valueOf(n * 25L - 50, 2).toPlainString();
            case VARCHAR -> "abcdefghij".substring(0, n % 5) + n;
            case VARBINARY -> Integer.toString(n, 2);
            case DATE -> "2024-0" + (1 + n % 9) + "-1" + n % 10;
            case DATETIME -> "2024-02-03 04:05:0" + n % 10 + ".00000" + n % 10;
            case DOUBLE -> Double.toString(n / 8.0);
            case ENUM -> new String[] {"x", "yy", "zzz"}[n % 3];
            case VARCHAR_LONG -> "abcdefghijklm".substring(0, n % 9) + n;
            case DECIMAL_SHORT -> BigDecimal.valueOf(n * 5L - 10, 1).toPlainString();
            case ENUM_LONG, ENUM_TURNED -> kind.labels().get(n % kind.labels().size());
            case VECTOR -> HexFormat.of().toHexDigits(n).repeat(2);
            case GBK -> "\u6f22\u5b57".repeat(n % 3) + n;
        };
    }

    /** What rows that exist read when the column is added with a default. */
    String constant() {
        return switch (kind) {
            case INT, BIGINT, ZEROFILL, UBIGINT -> "7";
            case DECIMAL -> "1.25";
            case DECIMAL_SHORT -> "1.5";
            case DOUBLE -> "0.5";
            case VARCHAR, VARCHAR_LONG, GBK -> "dflt";
            case VARBINARY -> "101";
            case DATE -> "2024-05-05";
            case DATETIME -> "2024-05-05 01:02:03.000000";
            case ENUM, ENUM_LONG, ENUM_TURNED -> "yy";
            case VECTOR -> "0000803f000020c0";
        };
    }

    /** Whether NULL becomes a value when it is no longer allowed: outside of strict mode, and not one that is none. */
    boolean mayBecomeNotNull() {
        return nullable && (kind.isNumber() || kind == Kind.VARCHAR || kind == Kind.VARCHAR_LONG);
    }

    /** The value of a row that was there before the column became what it is. */
    String converted(String value) {
        if (value == null) {
            return nullable ? null : zero();
        }
        return kind == Kind.DECIMAL_SHORT
                ? new BigDecimal(value).setScale(1, RoundingMode.HALF_UP).toPlainString()
                : value;
    }

    private String zero() {
        return switch (kind) {
            case DECIMAL -> "0.00";
            case DECIMAL_SHORT, DOUBLE -> "0.0";
            case VARCHAR, VARCHAR_LONG -> "";
            default -> "0";
        };
    }

    SimColumn named(String newName) {
        return new SimColumn(id, newName, kind, key, nullable, defaulted);
    }

    SimColumn of(Kind newKind) {
        return new SimColumn(id, name, newKind, key, nullable);
    }

    SimColumn nullable(boolean newNullable) {
        return new SimColumn(id, name, kind, key, newNullable);
    }

    /** As a statement writes it behind the name. */
    String definition() {
        return kind.columnType + (nullable ? " NULL" : " NOT NULL");
    }

    /** As MySQL's text protocol shows it to a copy. */
    String copied(String value) {
        if (value != null && kind == Kind.ZEROFILL) {
            return "0".repeat(Math.max(0, ZEROFILL_WIDTH - value.length())) + value;
        }
        return value;
    }

    /** As VTTablet formats what it reads from the binlog. */
    String logged(String value) {
        if (value != null && kind == Kind.DOUBLE) {
            return new BigDecimal(value).unscaledValue() + "E" + -new BigDecimal(value).scale();
        }
        return value;
    }

    /** The bytes on the wire of what {@link #copied} or {@link #logged} gave. */
    byte[] bytes(String text) {
        if (kind == Kind.VECTOR) {
            return HexFormat.of().parseHex(text);
        }
        return text.getBytes(kind == Kind.GBK ? Charset.forName("GBK") : StandardCharsets.UTF_8);
    }

    /** The canonical text of a key value as copied. */
    String fromCopied(String text) {
        return kind == Kind.ZEROFILL ? Integer.toString(Integer.parseInt(text)) : text;
    }

    /** The canonical text of what Iceberg's generic reader gives. */
    String fromLake(Object value) {
        if (value == null) {
            return null;
        } else if (!isOfKind(value)) {
            return value + " as " + value.getClass().getSimpleName();
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof ByteBuffer bytes && kind == Kind.VECTOR) {
            return HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes));
        } else if (value instanceof ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        } else if (value instanceof LocalDateTime time) {
            return MICROS.format(time);
        }
        return value.toString();
    }

    // The lake's column stays wider when the source's becomes narrower.
    private boolean isOfKind(Object value) {
        return switch (kind) {
            case INT -> value instanceof Integer || value instanceof Long;
            case BIGINT, ZEROFILL -> value instanceof Long;
            case VARCHAR, VARCHAR_LONG, GBK, ENUM, ENUM_LONG, ENUM_TURNED -> value instanceof CharSequence;
            case UBIGINT, DECIMAL, DECIMAL_SHORT -> value instanceof BigDecimal;
            case VARBINARY, DATE, DATETIME, DOUBLE -> !(value instanceof CharSequence);
            case VECTOR -> value instanceof ByteBuffer;
        };
    }

    /** MySQL's order. */
    int compare(String one, String other) {
        return kind.isNumber() ? new BigDecimal(one).compareTo(new BigDecimal(other)) : one.compareTo(other);
    }

    /** As INFORMATION_SCHEMA.COLUMNS has it. */
    DeclaredColumn declared() {
        Optional<String> set = kind.isText() ? Optional.of(kind == Kind.GBK ? "gbk" : "utf8mb4") : Optional.empty();
        Optional<String> text = Optional.of(constant()).filter(constant -> defaulted);
        return new DeclaredColumn(name, kind.columnType(), set, !nullable, text);
    }

    Query.Field field(boolean primary) {
        int collation = kind.isText() ? UTF8MB4 : BINARY;
        int flags = (nullable ? 0 : 1) + (primary ? 2 : 0);
        return Query.Field.newBuilder()
                .setName(name)
                .setTypeValue(kind.type)
                .setColumnType(kind.columnType)
                .setCharset(kind == Kind.GBK ? UNKNOWN : collation)
                .setFlags(flags)
                .build();
    }
}
