package io.vitesslake.status;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the status of every table of a namespace. */
public final class LakeStatus {

    private final LakeTables tables;
    private final CheckpointReader checkpoints;
    private final TableRequests requests;
    private final CursorCodec cursors;
    private final InstantSource clock;

    public LakeStatus(
            LakeTables tables,
            CheckpointReader checkpoints,
            TableRequests requests,
            CursorCodec cursors,
            InstantSource clock) {
        this.tables = tables;
        this.checkpoints = checkpoints;
        this.requests = requests;
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
                    .map(saved -> mirrored(table, saved))
                    .orElseGet(() -> new TableStatus.Empty(table.name()));
        } catch (CodedException e) {
            if (e.code() != ErrorCode.LAKE) {
                throw e;
            }
            return new TableStatus.Unreadable(table.name(), e.reason(), e.getMessage());
        }
    }

    private TableStatus mirrored(LakeTable table, SavedCheckpoint saved) {
        Map<String, String> properties = saved.checkpoint().cursor();
        TableCursor cursor = cursors.parse(table.name(), properties);
        OptionalLong newest = cursor.sourceTimeMillis();
        Optional<Duration> lag = newest.isPresent()
                ? Optional.of(Duration.between(Instant.ofEpochMilli(newest.getAsLong()), clock.instant()))
                : Optional.empty();
        return new TableStatus.Mirrored(
                table.name(),
                cursors.identity(table.name(), properties),
                cursor,
                properties.get("vgtid"),
                newCopy(table),
                sixDigitColumns(table),
                saved.foreignChanges(),
                saved.committedAt(),
                saved.files(),
                lag);
    }

    // Of all types of MySQL only FLOAT is one of Iceberg's floats, and every table began as a copy.
    private static List<String> sixDigitColumns(LakeTable table) {
        return table.shape().columns().stream()
                .filter(column -> column.type().kind() == ColumnType.Kind.FLOAT)
                .map(Column::name)
                .toList();
    }

    private Optional<TableStatus.NewCopy> newCopy(LakeTable table) {
        Optional<TableCursor> begun = checkpoints
                .newestOnBranch(table)
                .map(saved -> cursors.parse(table.name(), saved.checkpoint().cursor()));
        return begun.isPresent() || requests.pending(table).recopy().isPresent()
                ? Optional.of(new TableStatus.NewCopy(begun))
                : Optional.empty();
    }
}
