package io.vitesslake.decode;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lake column a source column becomes. Every mapping here is exact but for what {@link ValuePolicies} say, and
 * injective where it is let into a key. Immutable.
 *
 * <p>Numbers of types are those of {@code query.Type} (Vitess query.proto). A {@code *_bin} collation makes VStream
 * send text as BINARY, VARBINARY or BLOB, so text is told from bytes by the collation alone.
 */
public final class ColumnMapping {

    private static final Pattern DECIMAL = Pattern.compile("(?:decimal|numeric)\\((\\d+)(?:,\\s*(\\d+))?\\).*");
    private static final Pattern UNKNOWN_NAME = Pattern.compile("@\\d+");
    private static final Pattern BIT = Pattern.compile("bit\\((\\d+)\\)");
    private static final Pattern TIME = Pattern.compile("time(?:\\((\\d)\\))?");
    private static final Set<ColumnType.Kind> NEVER_KEYS =
            EnumSet.of(ColumnType.Kind.FLOAT, ColumnType.Kind.DOUBLE, ColumnType.Kind.VARIANT);
    private static final int UNSIGNED_64_BITS = 20;
    private static final int DECIMAL_TYPE = 18;
    private static final int ENUM = 2074;
    private static final int SET = 2075;

    private final ColumnType type;
    private final CellKind kind;
    private final int digits;
    private final TextDecoder decoder;

    private ColumnMapping(ColumnType type, CellKind kind, int digits, TextDecoder decoder) {
        this.type = type;
        this.kind = kind;
        this.digits = digits;
        this.decoder = decoder;
    }

    /**
     * The lake column of a source column, optional in the lake whatever the source says: only key columns are required
     * there ({@link #shape}), so that dropping a NOT NULL in the source changes nothing in the lake.
     *
     * @throws CodedException SOURCE {@code unsupported-column-type} or {@code unknown-column-names}
     */
    public static Column column(Shard shard, String table, SourceColumn source, ValuePolicies policies) {
        return new Column(source.name(), of(shard, table, source, policies).type, false);
    }

    /**
     * The shape of a table as one FIELD event describes it: all its columns in their order, those of the key required.
     *
     * @param key names of the key columns
     * @throws CodedException SOURCE {@code unsupported-column-type}, {@code unknown-column-names} or {@code
     * unusable-key}
     */
    public static TableShape shape(
            Shard shard, String table, List<SourceColumn> sources, List<String> key, ValuePolicies policies) {
        List<Column> columns = new ArrayList<>();
        Set<String> missing = new HashSet<>(key);
        for (SourceColumn source : sources) {
            ColumnMapping mapping = of(shard, table, source, policies);
            Column column = new Column(source.name(), mapping.type, false);
            boolean inKey = missing.remove(source.name());
            if (inKey) {
                requireUsableKey(shard, table, source, mapping);
            }
            columns.add(inKey ? new Column(column.name(), column.type(), true) : column);
        }
        if (!missing.isEmpty()) {
            throw unusableKey(shard, table, String.join(", ", missing), "the table has no such column");
        }
        return new TableShape(columns, key);
    }

    /** A column as its table declares it. */
    public static DeclaredColumn declared(SourceColumn source) {
        Optional<String> set =
                CharacterSets.name(source.charset()).filter(name -> source.charset() != CharacterSets.BINARY_COLLATION);
        return new DeclaredColumn(source.name(), source.columnType(), set, source.notNull());
    }

    /**
     * A declared column as a FIELD event would tell it, as far as its lake column depends on it: its collation is any of its
     * character set.
     */
    public static SourceColumn told(DeclaredColumn declared) {
        int collation = declared.characterSet().map(CharacterSets::collationOf).orElse(CharacterSets.BINARY_COLLATION);
        int flags = declared.notNull() ? 1 : 0;
        int type = WireTypes.of(DeclaredType.of(declared.type()));
        return new SourceColumn(declared.name(), type, declared.type(), collation, flags, 0, 0);
    }

    static ColumnMapping of(Shard shard, String table, SourceColumn source, ValuePolicies policies) {
        if (UNKNOWN_NAME.matcher(source.name()).matches()) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unknown-column-names",
                    "Cannot read " + shard + " " + table + ": VTGate does not know its column names (got "
                            + source.name()
                            + "), because the table has changed since these events. Copy the table again; run the tablets"
                            + " with --track-schema-versions to avoid this.");
        }
        ColumnMapping mapping = find(source, policies);
        if (mapping == null) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unsupported-column-type",
                    "Cannot mirror column " + source.name() + " of " + shard + " " + table + ": type "
                            + source.columnType()
                            + " (wire type " + source.type() + ", collation " + source.charset()
                            + ") is not supported" + (source.type() == DECIMAL_TYPE ? " with wide-decimal: halt" : "")
                            + ". Leave the table out with source.exclude, or change the column's type"
                            + (source.type() == DECIMAL_TYPE ? ", or set wide-decimal: string." : ".")
                            + (source.charset() == 0 ? " Collation 0 is one that Vitess does not know." : ""));
        }
        return mapping;
    }

    ColumnType type() {
        return type;
    }

    CellKind kind() {
        return kind;
    }

    /** Digits after the point, for a number or time that becomes text. */
    int digits() {
        return digits;
    }

    /** For {@link CellKind#TEXT}; null for every other kind. */
    TextDecoder decoder() {
        return decoder;
    }

    private static ColumnMapping find(SourceColumn source, ValuePolicies policies) {
        return switch (source.type()) {
            case 257, 770, 259, 772, 261, 774, 263, 785 -> of(ColumnType.INT, CellKind.INT);
            case 776, 265 -> of(ColumnType.LONG, CellKind.LONG);
            case 778 -> decimal(UNSIGNED_64_BITS, 0);
            case 1035 -> of(ColumnType.FLOAT, CellKind.FLOAT);
            case 1036 -> of(ColumnType.DOUBLE, CellKind.DOUBLE);
            case 2062 -> of(ColumnType.DATE, CellKind.DATE);
            case 2064 -> of(ColumnType.TIMESTAMP, CellKind.MICROS);
            case 2061 -> of(ColumnType.TIMESTAMPTZ, CellKind.MICROS);
            case 2063 -> time(source, policies.timeAs());
            case 2073 -> bits(source.columnType());
            case DECIMAL_TYPE -> declaredDecimal(source.columnType(), policies.wideDecimal());
            case 6163, 6165, 6167, 10260, 10262, 10264 ->
                source.charset() == CharacterSets.BINARY_COLLATION
                        ? of(ColumnType.BINARY, CellKind.BINARY)
                        : CharacterSets.ofCollation(source.charset())
                                .map(ColumnMapping::text)
                                .orElse(null);
            case ENUM, SET -> labels(source);
            case 2078 -> json(policies.jsonAs());
            case 2077 -> of(ColumnType.BINARY, CellKind.GEOMETRY);
            // VECTOR: the floats as MySQL stores them, four bytes each, little endian.
            case 2083 -> of(ColumnType.BINARY, CellKind.BINARY);
            default -> null;
        };
    }

    private static ColumnMapping of(ColumnType type, CellKind kind) {
        return new ColumnMapping(type, kind, 0, null);
    }

    private static ColumnMapping text(TextDecoder decoder) {
        return new ColumnMapping(ColumnType.STRING, CellKind.TEXT, 0, decoder);
    }

    private static ColumnMapping json(ValuePolicies.JsonAs as) {
        return switch (as) {
            case STRING -> text(Utf8Text.UTF8);
            case VARIANT -> of(ColumnType.VARIANT, CellKind.JSON);
        };
    }

    private static ColumnMapping decimal(int precision, int scale) {
        ColumnType type = ColumnType.decimal(precision, scale);
        return of(type, type.isLong() ? CellKind.DECIMAL : CellKind.WIDE_DECIMAL);
    }

    private static ColumnMapping declaredDecimal(String columnType, ValuePolicies.WideDecimal wide) {
        Matcher declared = DECIMAL.matcher(columnType);
        if (!declared.matches()) {
            return null;
        }
        int precision = Integer.parseInt(declared.group(1));
        int scale = declared.group(2) == null ? 0 : Integer.parseInt(declared.group(2));
        if (precision <= ColumnType.MAX_DECIMAL_PRECISION) {
            return decimal(precision, scale);
        }
        return switch (wide) {
            case STRING -> new ColumnMapping(ColumnType.STRING, CellKind.DECIMAL_TEXT, scale, null);
            case HALT -> null;
        };
    }

    private static ColumnMapping bits(String columnType) {
        Matcher declared = BIT.matcher(columnType);
        if (!declared.matches()) {
            return null;
        }
        return Integer.parseInt(declared.group(1)) < Long.SIZE
                ? of(ColumnType.LONG, CellKind.BITS)
                : of(ColumnType.decimal(UNSIGNED_64_BITS, 0), CellKind.WIDE_BITS);
    }

    private static ColumnMapping time(SourceColumn source, ValuePolicies.TimeAs as) {
        Matcher declared = TIME.matcher(source.columnType());
        if (!declared.matches()) {
            return null;
        }
        int digits = declared.group(1) == null ? 0 : Integer.parseInt(declared.group(1));
        return switch (as) {
            case MICROS -> of(ColumnType.LONG, CellKind.TIME_MICROS);
            case TIME -> of(ColumnType.TIME, CellKind.TIME_OF_DAY);
            case STRING -> new ColumnMapping(ColumnType.STRING, CellKind.TIME_TEXT, digits, null);
        };
    }

    /**
     * ENUM and SET. Labels come from the row in a copy and from the schema in the binlog, in different encodings where the
     * column's character set is not UTF-8; and VStream drops the 64th member of a SET.
     */
    private static ColumnMapping labels(SourceColumn source) {
        String columnType = source.columnType();
        List<String> labels = DeclaredType.of(columnType).arguments();
        boolean several = source.type() == SET;
        if (several && labels.size() >= Long.SIZE) {
            return null;
        }
        byte[] utf8 = columnType.getBytes(StandardCharsets.UTF_8);
        boolean ascii = utf8.length == columnType.length();
        if (source.charset() == CharacterSets.BINARY_COLLATION) {
            return ascii ? text(Utf8Text.UTF8) : null;
        }
        TextDecoder stored = CharacterSets.ofCollation(source.charset()).orElse(null);
        if (stored == null || stored.isUtf8(utf8, 0, utf8.length)) {
            return stored == null ? null : text(Utf8Text.UTF8);
        }
        return columnType.indexOf('\\') >= 0 ? null : text(new LabelText(stored, labels, several));
    }

    private static void requireUsableKey(Shard shard, String table, SourceColumn source, ColumnMapping mapping) {
        ColumnType type = mapping.type;
        if (!source.notNull()) {
            throw unusableKey(shard, table, source.name(), "the column may be null");
        }
        if (NEVER_KEYS.contains(type.kind())) {
            throw unusableKey(shard, table, source.name(), "Iceberg cannot delete by a " + type);
        }
        if (mapping.decoder != null && !mapping.decoder.isInjective()) {
            String set = CharacterSets.name(source.charset()).orElseThrow();
            throw unusableKey(shard, table, source.name(), "different texts in " + set + " may be the same in Unicode");
        }
        // An invalid ENUM value reads as '' (index 0), like the label ''.
        if (source.type() == ENUM
                && DeclaredType.of(source.columnType()).arguments().contains("")) {
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
