package io.vitesslake.status;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Reads the status of every table of a namespace. */
public final class LakeStatus {

    private final LakeTables tables;
    private final CheckpointReader checkpoints;
    private final CursorCodec cursors;
    private final InstantSource clock;

    public LakeStatus(LakeTables tables, CheckpointReader checkpoints, CursorCodec cursors, InstantSource clock) {
        this.tables = tables;
        this.checkpoints = checkpoints;
        this.cursors = cursors;
        this.clock = clock;
    }

    /**
     * All tables, sorted by name.
     *
     * @throws CodedException LAKE, when the namespace cannot be read; what is wrong with one table is told in its status
     */
    public List<TableStatus> read() {
        return tables.list().stream()
                .flatMap(name -> tables.load(name).stream())
                .map(this::read)
                .toList();
    }

    private TableStatus read(LakeTable table) {
        try {
            return checkpoints
                    .newest(table)
                    .map(saved -> mirrored(table.name(), saved))
                    .orElseGet(() -> new TableStatus.Empty(table.name()));
        } catch (CodedException e) {
            if (e.code() != ErrorCode.LAKE) {
                throw e;
            }
            return new TableStatus.Unreadable(table.name(), e.reason(), e.getMessage());
        }
    }

    private TableStatus mirrored(String table, SavedCheckpoint saved) {
        Map<String, String> cursor = saved.checkpoint().cursor();
        return TableStatus.Mirrored.of(
                table,
                cursors.identity(table, cursor),
                cursors.parse(table, cursor),
                cursor.get("vgtid"),
                saved.committedAt(),
                clock.instant());
    }
}
