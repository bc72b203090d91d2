package io.vitesslake.sim;

import io.vitess.proto.Query;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/**
 * One column of a simulated table. Values are held as their canonical text, null for NULL; the copy and the binlog write some
 * of them differently, as MySQL does.
 *
 * @param key whether it is in the primary key or in the vindex, and hence NOT NULL
 */
record SimColumn(String name, Kind kind, boolean key, boolean nullable) {

    private static final int ZEROFILL_WIDTH = 6;
    private static final int UTF8MB4 = 255;
    private static final int BINARY = 63;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

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
        ENUM(2074, "enum('x','yy','zzz')", false);

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

        private boolean isNumber() {
            return switch (this) {
                case INT, BIGINT, ZEROFILL, UBIGINT, DECIMAL, DOUBLE -> true;
                case VARCHAR, VARBINARY, DATE, DATETIME, ENUM -> false;
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
        };
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

    /** The canonical text of a key value as copied. */
    String fromCopied(String text) {
        return kind == Kind.ZEROFILL ? Integer.toString(Integer.parseInt(text)) : text;
    }

    /** The canonical text of what Iceberg's generic reader gives. */
    String fromLake(Object value) {
        if (value == null) {
            return null;
        } else if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        } else if (value instanceof LocalDateTime time) {
            return MICROS.format(time);
        }
        return value.toString();
    }

    /** MySQL's order. */
    int compare(String one, String other) {
        return kind.isNumber() ? new BigDecimal(one).compareTo(new BigDecimal(other)) : one.compareTo(other);
    }

    Query.Field field(boolean primary) {
        boolean text = kind == Kind.VARCHAR || kind == Kind.ENUM;
        int flags = (nullable ? 0 : 1) + (primary ? 2 : 0);
        return Query.Field.newBuilder()
                .setName(name)
                .setTypeValue(kind.type)
                .setColumnType(kind.columnType)
                .setCharset(text ? UTF8MB4 : BINARY)
                .setFlags(flags)
                .build();
    }
}
