package io.vitesslake.cli;

import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.config.Config;
import io.vitesslake.demo.DemoLake;
import io.vitesslake.tables.LakeRows;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The lake that a configuration names, opened for each look: a sync may be creating it at this moment. */
record LocalLake(Path config) implements DemoLake {

    private static final String VGTID = "vgtid";

    @Override
    public boolean holds(String table) {
        try (LakeTables tables = open()) {
            return tables.load(table).isPresent();
        }
    }

    @Override
    public Optional<Landed> newest(String table) {
        try (LakeTables tables = open()) {
            return tables.load(table).flatMap(LocalLake::newest);
        }
    }

    @Override
    public void read(String table, Consumer<List<Object>> row) {
        try (LakeTables tables = open()) {
            tables.load(table).ifPresent(found -> LakeRows.read(found, row));
        }
    }

    private static Optional<Landed> newest(LakeTable table) {
        Optional<SavedCheckpoint> saved = new CheckpointReader(SyncRun.NAMES).newest(table);
        return saved.map(found ->
                new Landed(found.snapshotId(), found.checkpoint().cursor().getOrDefault(VGTID, "unknown")));
    }

    private LakeTables open() {
        return LakeTables.open(Config.load(config, System.getenv()).catalog().options());
    }
}
