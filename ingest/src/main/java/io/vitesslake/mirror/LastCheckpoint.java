package io.vitesslake.mirror;

import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The newest checkpoint of a table, as far as this process knows.
 *
 * @param id the same for all tables of one checkpoint
 * @param snapshotId Iceberg's id of the snapshot that holds it
 * @param at when it was committed, by the clock of its writer
 * @param vgtid the position that it reflects
 * @param files of its snapshot: what makes the table dear to read
 * @param rows rows in the table; empty while unknown
 * @param sourceTimeMillis newest source commit in it, Unix milliseconds; empty before the first
 */
public record LastCheckpoint(
        UUID id,
        long snapshotId,
        Instant at,
        Vgtid vgtid,
        FileCounts files,
        OptionalLong rows,
        OptionalLong sourceTimeMillis) {

    static LastCheckpoint of(SavedCursor saved) {
        TableCursor cursor = saved.cursor();
        return new LastCheckpoint(
                saved.checkpointId(),
                saved.snapshotId(),
                saved.at(),
                cursor.vgtid(),
                saved.files(),
                cursor.rows(),
                cursor.sourceTimeMillis());
    }
}
