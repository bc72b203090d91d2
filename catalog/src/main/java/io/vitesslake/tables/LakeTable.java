package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;

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
     * All columns of the table as readers see it, foreign ones too.
     *
     * @throws CodedException LAKE, when a column has a type that no column of ours has or the table has no identifier fields
     */
    public TableShape shape() {
        return LakeTypes.shapeOf(table.name(), table.schema());
    }

    /** Whether a column can be added with a value for old rows (Iceberg specification, Default values: format version 3). */
    public boolean takesInitialDefaults() {
        return metadata().formatVersion() >= 3;
    }

    /** Names of the columns that a partition is derived from, in any spec the table ever had. */
    public Set<String> partitionColumns() {
        return SourceColumns.ofPartitions(table);
    }

    /** As {@link #plan(TableShape, SchemaChange)}, without a change. */
    public SchemaPlan plan(TableShape wanted) {
        return plan(wanted, SchemaChange.NONE);
    }

    /**
     * How rows of the wanted shape are written on top of what readers see, and what becomes of columns in the same commit.
     * Columns are matched by name; columns that the table lacks are appended; columns that the wanted shape lacks stay and take
     * null.
     *
     * @param wanted with the names and types before the change
     * @throws CodedException LAKE {@code incompatible-schema}, when anything but appending columns is needed, a new name is
     *     taken, or a type is wanted that the table's format version lacks; {@code invalid-partitioning}, when partitions are derived from a column that goes
     * @throws IllegalArgumentException when the change is none of this table ({@link SchemaChange#applyTo})
     */
    public SchemaPlan plan(TableShape wanted, SchemaChange change) {
        return checked(planner(table.schema()).append(wanted, change));
    }

    /**
     * How rows of the wanted shape are written in place of all that readers see, at once or on a branch that starts: with the
     * wanted columns in their order and the wanted key. A column keeps its field id if the table has one of the same name and
     * type, else it gets a new one. When the wanted columns are those of the table, in its order, and then new ones, this is what
     * {@link #plan(TableShape)} gives.
     *
     * @param keeps which columns that the wanted shape lacks stay, at the end, optional and null in all rows
     * @throws CodedException LAKE {@code invalid-partitioning}, when partitions are derived from a column that goes or gets
     *     another type; {@code incompatible-schema}, when a type is wanted that the table's format version lacks
     */
    public SchemaPlan planAnew(TableShape wanted, Predicate<String> keeps) {
        return checked(planner(table.schema()).anew(wanted, keeps));
    }

    /**
     * How rows of the wanted shape are written on top of a branch, whose schema may be another than that of readers. Otherwise
     * as {@link #plan(TableShape)}; without such a branch just that, and a commit then finds the branch lost.
     *
     * @param branch name of the branch of a new copy
     */
    public SchemaPlan planBranch(String branch, TableShape wanted) {
        Schema base = branchSchema(branch).orElse(table.schema());
        return checked(planner(base).append(wanted, SchemaChange.NONE));
    }

    /**
     * All columns of a branch, foreign ones too; empty when there is no such branch.
     *
     * @throws CodedException LAKE, as of {@link #shape()}
     */
    public Optional<TableShape> branchShape(String branch) {
        return branchSchema(branch).map(schema -> LakeTypes.shapeOf(table.name(), schema));
    }

    /** Name that readers know a column by; empty when there is none with this id. */
    public Optional<String> columnName(int fieldId) {
        return Optional.ofNullable(table.schema().findColumnName(fieldId));
    }

    /** Name that a column has on a branch; empty when there is none with this id, or no such branch. */
    public Optional<String> branchColumnName(String branch, int fieldId) {
        return branchSchema(branch).map(schema -> schema.findColumnName(fieldId));
    }

    private Optional<Schema> branchSchema(String branch) {
        return SnapshotSchemas.ofBranch(metadata(), branch);
    }

    /**
     * Whether readers see all that the newest snapshot holds of these columns, under the key that it was written with. They do not
     * after a rollback behind a change that dropped a column, gave it another type or changed the key, nor after others dropped
     * a column: what such columns held is null to readers.
     *
     * @param fieldIds of columns that the newest snapshot holds
     */
    public boolean readsWhole(Collection<Integer> fieldIds) {
        Schema current = table.schema();
        boolean sameKey = Optional.ofNullable(table.currentSnapshot())
                .flatMap(snapshot -> SnapshotSchemas.of(metadata(), snapshot))
                .map(schema -> schema.identifierFieldIds().equals(current.identifierFieldIds()))
                .orElse(true);
        return sameKey && fieldIds.stream().allMatch(id -> current.findField(id) != null);
    }

    private SchemaPlan checked(SchemaPlan plan) {
        SourceColumns.requireIn(plan.after(), table, table.name());
        FormatVersions.requireFor(plan.after(), metadata().formatVersion(), table.name());
        return plan;
    }

    private SchemaPlanner planner(Schema base) {
        return new SchemaPlanner(table.name(), base, metadata().lastColumnId());
    }

    private TableMetadata metadata() {
        return ((HasTableOperations) table).operations().current();
    }
}
