package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Column types as Iceberg types and back. */
final class LakeTypes {

    private LakeTypes() {}

    /** The schema of a new table: the key columns are required identifier fields, all others optional. */
    static Schema schemaOf(TableShape shape) {
        return schemaOf(shape, Map.of());
    }

    /** @param comments of columns by name */
    static Schema schemaOf(TableShape shape, Map<String, String> comments) {
        List<Types.NestedField> fields = new ArrayList<>();
        Set<Integer> identifiers = new HashSet<>();
        for (Column column : shape.columns()) {
            int id = fields.size() + 1;
            boolean key = shape.key().contains(column.name());
            fields.add(Types.NestedField.from(field(id, column, key))
                    .withDoc(comments.get(column.name()))
                    .build());
            if (key) {
                identifiers.add(id);
            }
        }
        return new Schema(fields, identifiers);
    }

    static Types.NestedField field(int id, Column column, boolean required) {
        return Types.NestedField.builder()
                .withId(id)
                .isOptional(!required)
                .withName(column.name())
                .ofType(toIceberg(column.type()))
                .build();
    }

    /** What rows read that were written before the column was added; null for null. */
    static Literal<?> initialDefault(Column column) {
        return column.initial().map(value -> literal(column.type(), value)).orElse(null);
    }

    private static Literal<?> literal(ColumnType type, Object value) {
        Literal<?> plain = switch (type.kind()) {
            case INT, DATE -> Literal.of(Math.toIntExact((Long) value));
            case LONG, TIME, TIMESTAMP, TIMESTAMPTZ -> Literal.of((Long) value);
            case DECIMAL -> Literal.of((BigDecimal) value);
            case FLOAT -> Literal.of((Float) value);
            case DOUBLE -> Literal.of((Double) value);
            case STRING -> Literal.of((String) value);
            case BINARY, VARIANT -> throw new IllegalArgumentException("No initial default of type " + type);
        };
        return plain.to(toIceberg(type));
    }

    /** Others may have added columns with defaults that no column of ours has. */
    private static Optional<Object> initial(Types.NestedField field, ColumnType type) {
        Object value = field.initialDefault();
        if (value == null) {
            return Optional.empty();
        }
        return switch (type.kind()) {
            case INT, LONG, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> Optional.of(((Number) value).longValue());
            case DECIMAL, FLOAT, DOUBLE -> Optional.of(value);
            case STRING -> Optional.of(value.toString());
            case BINARY, VARIANT -> Optional.empty();
        };
    }

    /**
     * A schema as a shape, key columns in schema order.
     *
     * @param table name for messages
     * @throws CodedException LAKE {@code unsupported-column-type} or {@code no-key}
     */
    static TableShape shapeOf(String table, Schema schema) {
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        for (Types.NestedField field : schema.columns()) {
            ColumnType type = fromIceberg(field.type())
                    .orElseThrow(
                            () -> new CodedException(
                                    ErrorCode.LAKE,
                                    "unsupported-column-type",
                                    "Cannot write to " + table + ": column " + field.name() + " has type "
                                            + field.type()
                                            + ", which this writer never creates. Drop the column, or mirror into another table"));
            columns.add(new Column(field.name(), type, field.isRequired(), initial(field, type)));
            if (schema.identifierFieldIds().contains(field.fieldId())) {
                key.add(field.name());
            }
        }
        if (key.isEmpty()) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "no-key",
                    "Cannot write to " + table
                            + ": it has no identifier fields, so it was not created by this writer. "
                            + "Set its identifier fields to the key columns, or mirror into another table");
        }
        return new TableShape(columns, key);
    }

    static Type toIceberg(ColumnType type) {
        return switch (type.kind()) {
            case INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case DATE -> Types.DateType.get();
            case TIME -> Types.TimeType.get();
            case TIMESTAMP -> Types.TimestampType.withoutZone();
            case TIMESTAMPTZ -> Types.TimestampType.withZone();
            case STRING -> Types.StringType.get();
            case BINARY -> Types.BinaryType.get();
            case VARIANT -> Types.VariantType.get();
        };
    }

    /** Empty for an Iceberg type that no column of ours has. */
    static Optional<ColumnType> fromIceberg(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> Optional.of(ColumnType.INT);
            case LONG -> Optional.of(ColumnType.LONG);
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield Optional.of(ColumnType.decimal(decimal.precision(), decimal.scale()));
            }
            case FLOAT -> Optional.of(ColumnType.FLOAT);
            case DOUBLE -> Optional.of(ColumnType.DOUBLE);
            case DATE -> Optional.of(ColumnType.DATE);
            case TIME -> Optional.of(ColumnType.TIME);
            case TIMESTAMP ->
                Optional.of(
                        ((Types.TimestampType) type).shouldAdjustToUTC()
                                ? ColumnType.TIMESTAMPTZ
                                : ColumnType.TIMESTAMP);
            case STRING -> Optional.of(ColumnType.STRING);
            case BINARY -> Optional.of(ColumnType.BINARY);
            case VARIANT -> Optional.of(ColumnType.VARIANT);
            default -> Optional.empty();
        };
    }
}
