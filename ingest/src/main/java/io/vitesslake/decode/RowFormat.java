package io.vitesslake.decode;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows of one table on one shard, as one FIELD event describes them, bound to the shape of the table in the lake. A
 * {@link RowCursor} reads rows by it. A lake column that the wire lacks reads as null, a wire column that the lake
 * lacks is passed over. Immutable; any thread.
 */
public final class RowFormat {

    private static final int TEXT = 6163;
    private static final int BLOB = 10260;
    private static final int JSON = 2078;
    private static final int GEOMETRY = 2077;
    private static final int VECTOR = 2083;

    private final Shard shard;
    private final String table;
    private final TableShape shape;
    private final int wireColumns;
    private final int[] wireIndexes;
    private final CellKind[] kinds;
    private final int[] precisions;
    private final int[] scales;
    private final int[] keyIndexes;
    private final boolean[] longs;
    private final TextDecoder[] decoders;
    private final AtomicLong[] losses;
    private final boolean[] voids;
    private final int[] completeIndexes;
    private final Object[] constants;

    /** As the other, on a shard that has all columns with defaults, or none. */
    public RowFormat(
            Shard shard,
            String table,
            List<SourceColumn> columns,
            TableShape lake,
            ValuePolicies policies,
            ValueLosses counters) {
        this(shard, table, columns, lake, Set.of(), policies, counters);
    }

    /**
     * @param columns as on the wire
     * @param lake the shape to read the rows as; its key columns must be among them
     * @param initial columns of the shape that the rows have the initial default of, since the shard has yet to add them
     * @param policies what becomes of values outside of the key that the lake cannot hold
     * @param counters counts them
     * @throws CodedException SOURCE {@code unsupported-column-type}, {@code unknown-column-names}, {@code
     * unusable-key}, or {@code incompatible-column} when a column cannot be read exactly as its lake type
     */
    public RowFormat(
            Shard shard,
            String table,
            List<SourceColumn> columns,
            TableShape lake,
            Set<String> initial,
            ValuePolicies policies,
            ValueLosses counters) {
        this.shard = shard;
        this.table = table;
        this.shape = lake;
        this.wireColumns = columns.size();
        int count = lake.columns().size();
        this.wireIndexes = new int[count];
        this.kinds = new CellKind[count];
        this.precisions = new int[count];
        this.scales = new int[count];
        this.keyIndexes = lake.keyIndexes();
        this.longs = new boolean[count];
        this.decoders = new TextDecoder[count];
        this.losses = new AtomicLong[count];
        this.voids = new boolean[count];
        this.constants = new Object[count];
        Map<String, Integer> wire = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            wire.put(columns.get(i).name(), i);
        }
        for (int i = 0; i < count; i++) {
            Integer at = wire.get(lake.columns().get(i).name());
            Column column = lake.columns().get(i);
            wireIndexes[i] = at == null ? -1 : at;
            kinds[i] = CellKind.ABSENT;
            if (at == null) {
                requireOptional(column);
                continue;
            }
            ValuePolicies own = lake.key().contains(column.name()) ? policies.ofKey() : policies;
            bind(i, column, columns.get(at), own);
            count(i, own, counters);
        }
        requireNames(columns, policies);
        for (String column : initial) {
            fill(lake.indexOf(column));
        }
        this.completeIndexes = completeIndexes(columns);
    }

    public Shard shard() {
        return shard;
    }

    public String table() {
        return table;
    }

    public TableShape shape() {
        return shape;
    }

    int wireColumns() {
        return wireColumns;
    }

    int[] keyIndexes() {
        return keyIndexes;
    }

    /** Wire indexes of columns that no complete image leaves null: NOT NULL, and not left out under NOBLOB. */
    int[] completeIndexes() {
        return completeIndexes;
    }

    /** Index on the wire of a lake column, or -1. */
    int wireIndex(int column) {
        return column < wireIndexes.length ? wireIndexes[column] : -1;
    }

    CellKind kind(int column) {
        return kinds[column];
    }

    /** Of a {@link CellKind#INITIAL} column: a Long, Float, Double or bytes. */
    Object constant(int column) {
        return constants[column];
    }

    boolean isLong(int column) {
        return longs[column];
    }

    int precision(int column) {
        return precisions[column];
    }

    /** Digits after the point. */
    int scale(int column) {
        return scales[column];
    }

    /** Of a {@link CellKind#TEXT} column. */
    TextDecoder decoder(int column) {
        return decoders[column];
    }

    /** Counts what a lossy policy does to the column; null if nothing may be lost in it. */
    AtomicLong losses(int column) {
        return losses[column];
    }

    /** Whether a value that the lake cannot hold reads as null. */
    boolean isVoidable(int column) {
        return voids[column];
    }

    String columnName(int column) {
        return shape.columns().get(column).name();
    }

    CodedException malformed(String what) {
        return error(
                "malformed-row",
                "Cannot read a row of " + this + ": " + what
                        + ". Start again; if that does not help, report it with the GTID in the log.");
    }

    CodedException partialImage(String what) {
        return error(
                "partial-image",
                "Cannot mirror a change of " + this + ": " + what
                        + ". Set binlog_row_image=FULL and binlog_row_value_options='' in every session, then copy the table again.");
    }

    CodedException unreadable(int column, MalformedValue cause) {
        return error(
                cause.reason(),
                "Cannot read column " + columnName(column) + " of " + this + ": " + cause.getMessage() + ". "
                        + remedy(column, cause.reason()) + ", or leave the table out.");
    }

    private String remedy(int column, String reason) {
        boolean inKey = shape.key().contains(columnName(column));
        String options = "table-defaults or tables." + table;
        return switch (reason) {
            case MalformedValue.TIME_BEYOND_DAY ->
                "Correct the value in the source" + (inKey ? "" : ", set zero-dates: null (" + options + ")");
            case MalformedValue.ZERO_DATE ->
                "Replace such dates in the source (sql_mode NO_ZERO_DATE, NO_ZERO_IN_DATE keeps new ones out)"
                        + (inKey ? "" : ", set zero-dates: null (" + options + ")");
            case MalformedValue.INVALID_TEXT ->
                "Correct the value in the source" + (inKey ? "" : ", set invalid-text: replace (" + options + ")");
            default -> "Correct the value in the source";
        };
    }

    @Override
    public String toString() {
        return shard + " " + table;
    }

    private CodedException error(String reason, String message) {
        return new CodedException(ErrorCode.SOURCE, reason, message);
    }

    private void requireOptional(Column column) {
        if (column.required()) {
            throw incompatible(column, "the shard has no such column");
        }
    }

    // The wire index is one that is never null.
    private void fill(int index) {
        wireIndexes[index] = wireIndexes[keyIndexes[0]];
        kinds[index] = CellKind.INITIAL;
        longs[index] = shape.columns().get(index).type().isLong();
        constants[index] = InitialDefaults.cell(shape.columns().get(index));
    }

    private void bind(int index, Column column, SourceColumn source, ValuePolicies policies) {
        if (column.required() && !source.notNull()) {
            throw incompatible(column, "it may be null on the shard");
        }
        ColumnMapping mapping = ColumnMapping.of(shard, table, source, policies);
        if (!column.type().holds(mapping.type())) {
            throw incompatible(column, "the shard has " + source.columnType());
        }
        ColumnType type = column.type();
        longs[index] = type.isLong();
        kinds[index] = mapping.kind();
        decoders[index] = mapping.decoder();
        scales[index] = mapping.digits();
        if (mapping.kind() == CellKind.INT && type.kind() == ColumnType.Kind.LONG) {
            kinds[index] = CellKind.LONG;
        } else if (mapping.kind() == CellKind.DECIMAL || mapping.kind() == CellKind.WIDE_DECIMAL) {
            kinds[index] = type.isLong() ? CellKind.DECIMAL : CellKind.WIDE_DECIMAL;
            precisions[index] = type.precision();
            scales[index] = type.scale();
        }
    }

    /** Gives a column its counter if a policy lets it lose anything. */
    private void count(int index, ValuePolicies policies, ValueLosses counters) {
        boolean nulls = policies.zeroDates() == ValuePolicies.ZeroDates.NULL;
        ValueLosses.Kind kind = switch (kinds[index]) {
            case DATE, MICROS -> nulls ? ValueLosses.Kind.ZERO_DATE : null;
            case TIME_OF_DAY -> nulls ? ValueLosses.Kind.TIME_BEYOND_DAY : null;
            case TEXT ->
                policies.invalidText() == ValuePolicies.InvalidText.REPLACE ? ValueLosses.Kind.INVALID_TEXT : null;
            case INT, LONG, BITS, WIDE_BITS, DECIMAL, WIDE_DECIMAL, DECIMAL_TEXT, FLOAT, DOUBLE -> null;
            case TIME_MICROS, TIME_TEXT, JSON, BINARY, GEOMETRY, INITIAL, ABSENT -> null;
        };
        if (kind != null) {
            losses[index] = counters.counter(columnName(index), kind);
            voids[index] = kind != ValueLosses.Kind.INVALID_TEXT;
        }
    }

    private CodedException incompatible(Column column, String why) {
        return error(
                "incompatible-column",
                "Cannot mirror " + this + " into the lake's column " + column.name() + " ("
                        + column.type() + (column.required() ? ", required" : "") + "): " + why
                        + ". Copy the table again into a new lake table, or change the source back.");
    }

    private void requireNames(List<SourceColumn> columns, ValuePolicies policies) {
        for (SourceColumn column : columns) {
            if (column.name().startsWith("@")) {
                ColumnMapping.of(shard, table, column, policies);
            }
        }
    }

    private static int[] completeIndexes(List<SourceColumn> columns) {
        int[] indexes = new int[columns.size()];
        int count = 0;
        for (int i = 0; i < columns.size(); i++) {
            boolean large = switch (columns.get(i).type()) {
                case TEXT, BLOB, JSON, GEOMETRY, VECTOR -> true;
                default -> false;
            };
            if (columns.get(i).notNull() && !large) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }
}
