package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The shape that a table gets in the lake when a shard tells its columns: the union over all shards, since shards change at
 * different times. Only nullable columns without a default are added; anything else is refused. Immutable.
 */
final class ShapeMerge {

    private final TableSetup setup;
    private final Predicate<String> hasDefault;

    /**
     * @param hasDefault whether old rows of the source read something other than null in a column of this name
     */
    ShapeMerge(TableSetup setup, Predicate<String> hasDefault) {
        this.setup = setup;
        this.hasDefault = hasDefault;
    }

    /**
     * @param lake shape so far; empty for a table that has none yet
     * @param before columns that this shard told last; empty when it has not spoken before
     * @param empty whether the table has no rows yet, so that there are no old ones that a new column would read wrongly in
     * @throws CodedException SOURCE {@code schema-change} or {@code unsupported-column-type}
     */
    TableShape merge(
            Optional<TableShape> lake,
            Shard shard,
            Optional<Set<String>> before,
            List<SourceColumn> columns,
            boolean empty) {
        Set<String> names = new HashSet<>();
        columns.forEach(column -> names.add(column.name()));
        requireAll(shard, "key", setup.key(), names);
        if (lake.isEmpty()) {
            return ColumnMapping.shape(shard, setup.table(), columns, setup.key(), setup.values());
        }
        before.ifPresent(known -> requireAll(shard, "known", List.copyOf(known), names));
        List<Column> merged = new ArrayList<>(lake.get().columns());
        for (SourceColumn column : columns) {
            int index = lake.get().indexOf(column.name());
            if (index < 0) {
                merged.add(added(shard, column, empty));
            } else {
                requireSameType(
                        shard, merged.get(index), ColumnMapping.column(shard, setup.table(), column, setup.values()));
            }
        }
        return new TableShape(merged, lake.get().key());
    }

    private Column added(Shard shard, SourceColumn column, boolean empty) {
        if (!empty && (column.notNull() || hasDefault.test(column.name()))) {
            throw refused(
                    shard,
                    "column " + column.name() + " was added with a value in old rows, which sends no row events");
        }
        return ColumnMapping.column(shard, setup.table(), column, setup.values());
    }

    private void requireAll(Shard shard, String what, List<String> wanted, Set<String> names) {
        List<String> missing =
                wanted.stream().filter(name -> !names.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw refused(shard, what + " columns " + missing + " are gone; it now has " + names);
        }
    }

    private void requireSameType(Shard shard, Column lake, Column source) {
        if (!lake.type().equals(source.type())) {
            throw refused(
                    shard,
                    "column " + lake.name() + " is " + lake.type() + " in the lake and " + source.type()
                            + " in the source");
        }
    }

    private CodedException refused(Shard shard, String what) {
        return new CodedException(
                ErrorCode.SOURCE,
                "schema-change",
                "Cannot follow a schema change of " + setup.table() + " on " + shard + ": " + what
                        + ". Undo the change in the source, or run `vitesslake recopy " + setup.table() + "`.");
    }
}
