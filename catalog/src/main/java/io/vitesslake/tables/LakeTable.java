package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/** One table of the lake as last loaded. Not thread-safe. */
public final class LakeTable {

    private final String name;
    private final Table table;

    LakeTable(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    /** Name within the namespace. */
    public String name() {
        return name;
    }

    /** Reads the newest metadata of the table. */
    public void refresh() {
        table.refresh();
    }

    public Table iceberg() {
        return table;
    }

    /**
     * All columns of the table, foreign ones too.
     *
     * @throws CodedException LAKE, when a column has a type that no column of ours has or the table has no identifier fields
     */
    public TableShape shape() {
        return shapeOf(table.schema());
    }

    /** Names of the columns that a partition is derived from, in any spec the table ever had. */
    public Set<String> partitionColumns() {
        Set<String> names = new TreeSet<>();
        for (PartitionSpec spec : table.specs().values()) {
            for (PartitionField field : spec.fields()) {
                String column = table.schema().findColumnName(field.sourceId());
                if (column != null && !field.transform().isVoid()) {
                    names.add(column);
                }
            }
        }
        return names;
    }

    /**
     * How rows of the wanted shape are written to this table. Columns are matched by name; columns that the table lacks are
     * appended; columns that the wanted shape lacks stay and take null.
     *
     * @throws CodedException LAKE {@code incompatible-schema}, when anything but appending columns is needed
     */
    public SchemaPlan plan(TableShape wanted) {
        TableShape current = shape();
        if (!new HashSet<>(current.key()).equals(new HashSet<>(wanted.key()))) {
            throw incompatible("its key is " + current.key() + ", but " + wanted.key() + " is wanted");
        }
        List<Column> missing = new ArrayList<>();
        for (Column column : wanted.columns()) {
            if (current.indexOf(column.name()) < 0) {
                requireNewName(current, column);
                missing.add(column);
            } else {
                requireSameType(current.columns().get(current.indexOf(column.name())), column);
            }
        }
        requireNullable(current, wanted);
        if (missing.isEmpty()) {
            return new SchemaPlan(current, table.schema(), false);
        }
        UpdateSchema update = table.updateSchema();
        for (Column column : missing) {
            update.addColumn((String) null, column.name(), LakeTypes.toIceberg(column.type()));
        }
        Schema predicted = update.apply();
        return new SchemaPlan(shapeOf(predicted), predicted, true);
    }

    private void requireSameType(Column lake, Column wanted) {
        if (!lake.type().equals(wanted.type())) {
            throw incompatible(
                    "column " + wanted.name() + " is " + lake.type() + ", but " + wanted.type() + " is wanted");
        }
        if (lake.required() && !wanted.required()) {
            throw incompatible("column " + wanted.name() + " is required, but the source allows null in it");
        }
    }

    /** Most readers fold case, so columns that differ by case alone would make the table unreadable to them. */
    private void requireNewName(TableShape current, Column wanted) {
        for (Column column : current.columns()) {
            if (column.name().equalsIgnoreCase(wanted.name())) {
                throw incompatible("column " + wanted.name() + " of type " + wanted.type() + " is wanted, but column "
                        + column.name() + " of type " + column.type() + " differs from it only by case");
            }
        }
    }

    private void requireNullable(TableShape current, TableShape wanted) {
        for (Column column : current.columns()) {
            if (column.required() && wanted.indexOf(column.name()) < 0) {
                throw incompatible("column " + column.name() + " of type " + column.type()
                        + " is required, but the source has no such column");
            }
        }
    }

    private CodedException incompatible(String what) {
        return new CodedException(
                ErrorCode.LAKE,
                "incompatible-schema",
                "Cannot write to " + table.name() + ": " + what
                        + ". Only new columns can be added in place. Copy the table again into a new lake table, or exclude "
                        + "the column");
    }

    private TableShape shapeOf(Schema schema) {
        List<Column> columns = new ArrayList<>();
        for (Types.NestedField field : schema.columns()) {
            ColumnType type = LakeTypes.fromIceberg(field.type())
                    .orElseThrow(
                            () -> new CodedException(
                                    ErrorCode.LAKE,
                                    "unsupported-column-type",
                                    "Cannot write to " + table.name() + ": column " + field.name() + " has type "
                                            + field.type()
                                            + ", which this writer never creates. Drop the column, or mirror into another table"));
            columns.add(new Column(field.name(), type, field.isRequired()));
        }
        List<String> key = new ArrayList<>();
        for (Types.NestedField field : schema.columns()) {
            if (schema.identifierFieldIds().contains(field.fieldId())) {
                key.add(field.name());
            }
        }
        if (key.isEmpty()) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "no-key",
                    "Cannot write to " + table.name()
                            + ": it has no identifier fields, so it was not created by this writer. "
                            + "Set its identifier fields to the key columns, or mirror into another table");
        }
        return new TableShape(columns, key);
    }
}
