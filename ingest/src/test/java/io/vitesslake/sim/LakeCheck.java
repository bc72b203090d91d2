package io.vitesslake.sim;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.LakeRows;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;

/** Compares lake tables, as another engine would read them, with the source at the position in their newest snapshot. */
final class LakeCheck {

    private final SimKeyspace keyspace;
    private final LakeTables tables;
    private final CheckpointReader reader;
    private final CursorCodec codec = new CursorCodec(VgtidCodec.text(), "sim");
    private final Map<String, String> maintenance;
    private final Coverage coverage;

    LakeCheck(SimKeyspace keyspace, LakeTables tables, CheckpointNames names, Coverage coverage) {
        this.keyspace = keyspace;
        this.tables = tables;
        this.reader = new CheckpointReader(names);
        this.maintenance = names.maintenanceMark();
        this.coverage = coverage;
    }

    /** @param running whether every table must be running */
    void all(List<TableSetup> setups, boolean running) {
        setups.forEach(setup -> table(setup, running));
    }

    private Optional<TableCursor> cursor(TableSetup setup, Optional<LakeTable> table) {
        Optional<SavedCheckpoint> saved = table.flatMap(reader::newest);
        return saved.map(checkpoint ->
                codec.parse(setup.target(), checkpoint.checkpoint().cursor()));
    }

    void table(TableSetup setup, boolean running) {
        Optional<LakeTable> table = tables.load(setup.target());
        Optional<TableCursor> cursor = cursor(setup, table);
        if (cursor.isEmpty() || cursor.get().state() != TableState.RUNNING) {
            boolean halted = setup.changes().onIncompatibleSchema() == OnIncompatibleSchema.HALT
                    && (cursor.isEmpty() || cursor.get().state() instanceof TableState.Stopped);
            if (running && !halted) {
                throw new AssertionError(setup.table() + " should be running: " + cursor);
            }
            return;
        }
        SimExpectation source =
                new SimExpectation(setup.table(), keyspace.at(cursor.get().vgtid()));
        if (!keyspace.tracked() && !(running && source.isTold())) {
            // Rows may have been read by newer columns, which shows with the row that follows the statement.
            return;
        }
        List<String> expected = source.rows();
        List<String> found = rows(source, table.get());
        OptionalLong rows = cursor.get().rows();
        coverage.count(setup.reference() ? Coverage.Event.COMPARED_REFERENCE : Coverage.Event.COMPARED_TABLE);
        if (isMaintained(table.get())) {
            coverage.count(Coverage.Event.COMPARED_MAINTAINED);
        }
        if (!found.equals(expected)) {
            throw new AssertionError(setup.table() + " at " + cursor.get().vgtid() + differences(expected, found));
        } else if (rows.isPresent() && rows.getAsLong() != found.size()) {
            throw new AssertionError(
                    setup.table() + " has " + found.size() + " rows, its snapshot says " + rows.getAsLong());
        }
        if (running && source.isComplete() && setup.changes().dropColumn() == DropColumn.DROP) {
            requireNoOtherValues(setup, source, table.get());
        }
    }

    private boolean isMaintained(LakeTable table) {
        for (Snapshot snapshot : table.iceberg().snapshots()) {
            if (snapshot.summary().entrySet().containsAll(maintenance.entrySet())) {
                return true;
            }
        }
        return false;
    }

    // A column may be left of a process that died between creating the table and filling it.
    private static void requireNoOtherValues(TableSetup setup, SimExpectation source, LakeTable table) {
        List<String> expected = source.columns().stream().map(SimColumn::name).toList();
        List<String> names =
                table.shape().columns().stream().map(column -> column.name()).toList();
        LakeRows.read(table, values -> {
            for (int i = 0; i < names.size(); i++) {
                if (values.get(i) != null && !expected.contains(names.get(i))) {
                    throw new AssertionError(
                            setup.table() + " has values in column " + names.get(i) + ", which the source has dropped");
                }
            }
        });
    }

    // A column that no row event has told yet is null everywhere, and the lake lacks it.
    private static List<String> rows(SimExpectation source, LakeTable table) {
        List<String> names =
                table.shape().columns().stream().map(column -> column.name()).toList();
        List<String> rows = new ArrayList<>();
        LakeRows.read(table, values -> {
            String[] row = new String[source.columns().size()];
            for (int i = 0; i < row.length; i++) {
                SimColumn column = source.columns().get(i);
                int index = names.indexOf(column.name());
                row[i] = index < 0 ? null : column.fromLake(values.get(index));
            }
            rows.add(Arrays.toString(row));
        });
        rows.sort(null);
        return rows;
    }

    private static String differences(List<String> expected, List<String> found) {
        List<String> missing = new ArrayList<>(expected);
        found.forEach(missing::remove);
        List<String> extra = new ArrayList<>(found);
        expected.forEach(extra::remove);
        return ": missing " + missing + ", too many " + Objects.toString(extra);
    }
}
