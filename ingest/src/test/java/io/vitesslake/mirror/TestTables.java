package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.TestDisk;
import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.commit.Requested;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Tables and streams as a process has them, without a lake. */
final class TestTables {

    /** A source whose tables stay as they are. */
    static final TableInspector UNCHANGED = new TableInspector() {
        @Override
        public TableSetup check(TableSetup known) {
            return known;
        }

        @Override
        public List<DeclaredColumn> columns(Shard shard, String table) {
            throw new AssertionError("nobody asks for columns of " + table);
        }
    };

    static final ValuePolicies VARIANTS = new ValuePolicies(
            ValuePolicies.TimeAs.MICROS,
            ValuePolicies.WideDecimal.STRING,
            ValuePolicies.ZeroDates.NULL,
            ValuePolicies.InvalidText.REPLACE,
            ValuePolicies.JsonAs.VARIANT);

    private final MemoryBudget budget = new MemoryBudget(64L << 20);
    private final TableFactory factory;

    TestTables(Path directory) {
        factory = new TableFactory(budget, TestDisk.in(directory), "branch");
    }

    /** All defaults: the source's name and key, every column. */
    static TablePolicy policy(String target) {
        return new TablePolicy(
                target,
                List.of(),
                Set.of(),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
    }

    static TableSetup setup(String name, long estimatedRows) {
        return new TableSetup(
                new TableIdentity("commerce", name), List.of("id"), policy(name), estimatedRows, false, true);
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
                new TreeMap<>(),
                OptionalLong.empty(),
                new CopyCursor(copy, false, Optional.empty(), 0, ""),
                OptionalLong.empty(),
                LossCounts.NONE,
                LaggingShards.NONE);
        return table(
                name,
                estimatedRows,
                Optional.of(new SavedCursor(
                        new UUID(0, 1), 1, cursor, Instant.EPOCH, new FileCounts(0, 0), Optional.empty(), List.of())));
    }

    private TableSync table(String name, long estimatedRows, Optional<SavedCursor> saved) {
        return factory.table(
                setup(name, estimatedRows),
                new LakeState(Optional.empty(), saved, Optional.empty(), Requested.NOTHING));
    }

    StreamSync stream(Collection<TableSync> tables, Vgtid start) {
        return stream(tables, start, new Owner());
    }

    StreamSync stream(Collection<TableSync> tables, Vgtid start, StreamOwner owner) {
        return new StreamSync(
                tables, start, factory::transactionBuffer, budget, new DdlParser()::parse, owner, Clock.systemUTC());
    }

    /** Of tables to which nothing may happen. */
    static class Owner implements StreamOwner {

        @Override
        public void stop(TableSync table, CodedException error) {
            throw error;
        }

        @Override
        public void copyAnew(TableSync table, String why) {
            throw new AssertionError(table.table() + " is copied anew: " + why);
        }

        @Override
        public void goOnAlone(TableSync table, Vgtid from) {
            throw new AssertionError(table.table() + " goes on alone from " + from);
        }

        @Override
        public void evolve(TableSync table, Evolution evolution) {
            throw new AssertionError(table.table() + " evolves: " + evolution);
        }

        @Override
        public List<DeclaredColumn> columns(Shard shard, String table) {
            return UNCHANGED.columns(shard, table);
        }

        @Override
        public void ddl(TableSync table, DdlEvent event) {
            throw new AssertionError(table.table() + " is changed: " + event);
        }
    }
}
