package io.vitesslake.status;

import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the lake tells of one of its tables. */
public sealed interface TableStatus {

    /** Name in the lake. */
    String table();

    /**
     * A table of ours.
     *
     * @param source the table it mirrors
     * @param cursor where it stood at its last checkpoint
     * @param vgtidJson its position as saved
     * @param newCopy how the copy stands that is to replace its rows; empty when none is wanted
     * @param sixDigitColumns lake columns whose copied values have the six digits that MySQL prints of a FLOAT
     * @param foreignChanges what others changed in its rows, newest first; stands until it is copied again
     * @param committedAt time of the last checkpoint, by the clock of its writer
     * @param files of the last checkpoint's snapshot
     * @param lag from the newest source commit in the table to now; grows while the source is quiet; empty before the first
     */
    record Mirrored(
            String table,
            TableIdentity source,
            TableCursor cursor,
            String vgtidJson,
            Optional<NewCopy> newCopy,
            List<String> sixDigitColumns,
            List<ForeignChange> foreignChanges,
            Instant committedAt,
            FileCounts files,
            Optional<Duration> lag)
            implements TableStatus {

        public TableState state() {
            return cursor.state();
        }
    }

    /**
     * A copy that is to replace the rows of a table.
     *
     * @param begun where it stood at its last checkpoint; empty when it is asked for and has none yet
     */
    record NewCopy(Optional<TableCursor> begun) {}

    /** No checkpoint yet, and nothing that forbids one. */
    record Empty(String table) implements TableStatus {}

    /**
     * Not ours, or in doubt.
     *
     * @param code short and stable, such as {@code foreign-table}
     * @param reason what was found and the way out
     */
    record Unreadable(String table, String code, String reason) implements TableStatus {}
}
