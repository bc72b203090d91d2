package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.TableOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/** Tables and streams as a process has them, without a lake. */
final class TestTables {

    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private final Path directory;
    private int nextId;

    TestTables(Path directory) {
        this.directory = directory;
    }

    static TableSetup setup(String name, long estimatedRows) {
        return new TableSetup(
                new TableIdentity("commerce", name),
                name,
                List.of("id"),
                TableOptions.DEFAULT,
                estimatedRows,
                false,
                true);
    }

    /** A table that is not in the lake yet. */
    TableSync fresh(String name, long estimatedRows) {
        return table(name, estimatedRows, Optional.empty());
    }

    /** A table of which the lake holds something. */
    TableSync saved(String name, long estimatedRows, Vgtid position, Optional<CopyCount> copy) {
        TableCursor cursor = new TableCursor(
                copy.isPresent() ? TableState.COPYING : TableState.RUNNING,
                position,
                new TreeMap<>(),
                OptionalLong.empty(),
                false,
                OptionalLong.empty(),
                copy);
        return table(
                name, estimatedRows, Optional.of(new TableSync.SavedCursor(new UUID(0, 1), cursor, Instant.EPOCH)));
    }

    private TableSync table(String name, long estimatedRows, Optional<TableSync.SavedCursor> saved) {
        TableSetup setup = setup(name, estimatedRows);
        TableFactory factory = new TableFactory(List.of(setup), (table, column) -> false, budget, directory);
        return new TableSync(
                nextId++,
                setup,
                new ShapeMerge(setup, column -> false),
                factory,
                new LakeState(Optional.empty(), saved));
    }

    StreamSync stream(Collection<TableSync> tables, Vgtid start) {
        TableFactory factory = new TableFactory(List.of(), (table, column) -> false, budget, directory);
        return new StreamSync(tables, start, factory::transactionBuffer, budget, (table, error) -> {
            throw error;
        });
    }
}
