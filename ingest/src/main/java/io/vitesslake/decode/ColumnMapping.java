package io.vitesslake.decode;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lake column a source column becomes. Every mapping here is exact, and injective unless it is a float or double.
 * Immutable.
 *
 * <p>Numbers of types are those of {@code query.Type} (Vitess query.proto). A {@code *_bin} collation makes VStream
 * send text as BINARY, VARBINARY or BLOB, so text is told from bytes by the collation alone.
 */
public final class ColumnMapping {

    private static final Pattern DECIMAL = Pattern.compile("(?:decimal|numeric)\\((\\d+)(?:,\\s*(\\d+))?\\).*");
    private static final Pattern UNKNOWN_NAME = Pattern.compile("@\\d+");
    private static final int UNSIGNED_BIGINT_DIGITS = 20;

    private final ColumnType type;
    private final CellKind kind;

    private ColumnMapping(ColumnType type, CellKind kind) {
        this.type = type;
        this.kind = kind;
    }

    /**
     * The lake column of a source column, optional in the lake whatever the source says: only key columns are required
     * there ({@link #shape}), so that dropping a NOT NULL in the source changes nothing in the lake.
     *
     * @throws CodedException SOURCE {@code unsupported-column-type} or {@code unknown-column-names}
     */
    public static Column column(Shard shard, String table, SourceColumn source) {
        return new Column(source.name(), of(shard, table, source).type, false);
    }

    /**
     * The shape of a table as one FIELD event describes it: all its columns in their order, those of the key required.
     *
     * @param key names of the key columns
     * @throws CodedException SOURCE {@code unsupported-column-type}, {@code unknown-column-names} or {@code
     * unusable-key}
     */
    public static TableShape shape(Shard shard, String table, List<SourceColumn> sources, List<String> key) {
        List<Column> columns = new ArrayList<>();
        Set<String> missing = new HashSet<>(key);
        for (SourceColumn source : sources) {
            Column column = column(shard, table, source);
            boolean inKey = missing.remove(source.name());
            if (inKey) {
                requireUsableKey(shard, table, source, column.type());
            }
            columns.add(inKey ? new Column(column.name(), column.type(), true) : column);
        }
        if (!missing.isEmpty()) {
            throw unusableKey(shard, table, String.join(", ", missing), "the table has no such column");
        }
        return new TableShape(columns, key);
    }

    static ColumnMapping of(Shard shard, String table, SourceColumn source) {
        if (UNKNOWN_NAME.matcher(source.name()).matches()) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unknown-column-names",
                    "Cannot read " + shard + " " + table + ": VTGate does not know its column names (got "
                            + source.name()
                            + "), because the table has changed since these events. Copy the table again; run the tablets"
                            + " with --track-schema-versions to avoid this.");
        }
        ColumnMapping mapping = find(source);
        if (mapping == null) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unsupported-column-type",
                    "Cannot mirror column " + source.name() + " of " + shard + " " + table + ": type "
                            + source.columnType()
                            + " (wire type " + source.type() + ", collation " + source.charset()
                            + ") is not supported. Leave the table out with source.exclude, or change the column's type.");
        }
        return mapping;
    }

    ColumnType type() {
        return type;
    }

    CellKind kind() {
        return kind;
    }

    private static ColumnMapping find(SourceColumn source) {
        return switch (source.type()) {
            case 257, 770, 259, 772, 261, 774, 263, 785 -> new ColumnMapping(ColumnType.INT, CellKind.INT);
            case 776, 265 -> new ColumnMapping(ColumnType.LONG, CellKind.LONG);
            case 778 -> decimal(UNSIGNED_BIGINT_DIGITS, 0);
            case 1035 -> new ColumnMapping(ColumnType.FLOAT, CellKind.FLOAT);
            case 1036 -> new ColumnMapping(ColumnType.DOUBLE, CellKind.DOUBLE);
            case 2062 -> new ColumnMapping(ColumnType.DATE, CellKind.DATE);
            case 2064 -> new ColumnMapping(ColumnType.TIMESTAMP, CellKind.MICROS);
            case 2061 -> new ColumnMapping(ColumnType.TIMESTAMPTZ, CellKind.MICROS);
            case 18 -> declaredDecimal(source.columnType());
            case 6163, 6165, 6167, 10260, 10262, 10264 -> text(TextEncoding.ofCollation(source.charset()));
            case 2074, 2075 -> labels(source);
            case 2078 -> new ColumnMapping(ColumnType.STRING, CellKind.UTF8);
            default -> null;
        };
    }

    private static ColumnMapping decimal(int precision, int scale) {
        ColumnType type = ColumnType.decimal(precision, scale);
        return new ColumnMapping(type, type.isLong() ? CellKind.DECIMAL : CellKind.WIDE_DECIMAL);
    }

    private static ColumnMapping declaredDecimal(String columnType) {
        Matcher declared = DECIMAL.matcher(columnType);
        if (!declared.matches()) {
            return null;
        }
        int precision = Integer.parseInt(declared.group(1));
        int scale = declared.group(2) == null ? 0 : Integer.parseInt(declared.group(2));
        return precision > ColumnType.MAX_DECIMAL_PRECISION ? null : decimal(precision, scale);
    }

    private static ColumnMapping text(TextEncoding encoding) {
        if (encoding == null) {
            return null;
        }
        return switch (encoding) {
            case UTF8 -> new ColumnMapping(ColumnType.STRING, CellKind.UTF8);
            case ASCII -> new ColumnMapping(ColumnType.STRING, CellKind.ASCII);
            case LATIN1 -> new ColumnMapping(ColumnType.STRING, CellKind.LATIN1);
            case BINARY -> new ColumnMapping(ColumnType.BINARY, CellKind.BINARY);
        };
    }

    /**
     * ENUM and SET. Labels come from the row in a copy and from the schema in the binlog, which may disagree on the
     * encoding of anything but ASCII outside UTF-8; and VStream drops the 64th member of a SET.
     */
    private static ColumnMapping labels(SourceColumn source) {
        boolean ascii = source.columnType().length() == source.columnType().getBytes(StandardCharsets.UTF_8).length;
        boolean utf8 = TextEncoding.ofCollation(source.charset()) == TextEncoding.UTF8;
        boolean lossy = source.type() == 2075 && labelCount(source.columnType()) >= 64;
        return (ascii || utf8) && !lossy ? new ColumnMapping(ColumnType.STRING, CellKind.UTF8) : null;
    }

    /** Quotes within labels are doubled, so that they never change the parity at which a label starts. */
    private static int labelCount(String columnType) {
        int count = 0;
        boolean inside = false;
        boolean sinceComma = true;
        for (int i = 0; i < columnType.length(); i++) {
            char c = columnType.charAt(i);
            if (c == '\'') {
                inside = !inside;
                count += inside && sinceComma ? 1 : 0;
                sinceComma = false;
            } else if (c == ',' && !inside) {
                sinceComma = true;
            }
        }
        return count;
    }

    private static void requireUsableKey(Shard shard, String table, SourceColumn source, ColumnType type) {
        if (!source.notNull()) {
            throw unusableKey(shard, table, source.name(), "the column may be null");
        }
        if (type.kind() == ColumnType.Kind.FLOAT || type.kind() == ColumnType.Kind.DOUBLE) {
            throw unusableKey(shard, table, source.name(), "Iceberg cannot delete by a " + type);
        }
        // An invalid ENUM value reads as '' (index 0), like the label ''.
        if (source.type() == 2074
                && (source.columnType().contains("('',")
                        || source.columnType().contains(",'',")
                        || source.columnType().endsWith(",'')")
                        || source.columnType().equals("enum('')"))) {
            throw unusableKey(shard, table, source.name(), "the label '' cannot be told from an invalid value");
        }
    }

    private static CodedException unusableKey(Shard shard, String table, String column, String why) {
        return new CodedException(
                ErrorCode.SOURCE,
                "unusable-key",
                "Cannot identify rows of " + shard + " " + table + " by key column " + column + ": " + why
                        + ". Configure tables." + table + ".key with NOT NULL columns of a unique key.");
    }
}
