package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValuePolicies;
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
    private final TableFactory factory;

    TestTables(Path directory) {
        factory = new TableFactory((table, column) -> false, budget, directory);
    }

    static TableSetup setup(String name, long estimatedRows) {
        return new TableSetup(
                new TableIdentity("commerce", name),
                name,
                List.of("id"),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
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
                new CopyCursor(copy, false, Optional.empty(), 0, ""),
                OptionalLong.empty());
        return table(
                name,
                estimatedRows,
                Optional.of(new SavedCursor(new UUID(0, 1), cursor, Instant.EPOCH, Optional.empty())));
    }

    private TableSync table(String name, long estimatedRows, Optional<SavedCursor> saved) {
        return factory.table(
                setup(name, estimatedRows), new LakeState(Optional.empty(), saved, Optional.empty(), Optional.empty()));
    }

    StreamSync stream(Collection<TableSync> tables, Vgtid start) {
        return new StreamSync(tables, start, factory::transactionBuffer, budget, new StreamOwner() {
            @Override
            public void stop(TableSync table, CodedException error) {
                throw error;
            }

            @Override
            public void copyAnew(TableSync table, String why) {
                throw new AssertionError(table.table() + " is copied anew: " + why);
            }
        });
    }
}
