package io.vitesslake.status;

import io.vitesslake.mirror.CopyCount;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What the lake tells of one of its tables. */
public sealed interface TableStatus {

    /** Name in the lake. */
    String table();

    /**
     * A table of ours.
     *
     * @param source the table it mirrors
     * @param state what it was doing at its last checkpoint
     * @param vgtid the position it reflects
     * @param vgtidJson the same as saved
     * @param rows empty while unknown
     * @param copy how far its copy is; empty when it is complete
     * @param committedAt time of the last checkpoint, by the clock of its writer
     * @param lag from the newest source commit in the table to now; grows while the source is quiet; empty before the first
     */
    record Mirrored(
            String table,
            TableIdentity source,
            TableState state,
            Vgtid vgtid,
            String vgtidJson,
            OptionalLong rows,
            Optional<CopyCount> copy,
            Instant committedAt,
            Optional<Duration> lag)
            implements TableStatus {

        static Mirrored of(
                String table,
                TableIdentity source,
                TableCursor cursor,
                String vgtidJson,
                Instant committedAt,
                Instant now) {
            Optional<Duration> lag = cursor.sourceTimeMillis().isPresent()
                    ? Optional.of(Duration.between(
                            Instant.ofEpochMilli(cursor.sourceTimeMillis().getAsLong()), now))
                    : Optional.empty();
            return new Mirrored(
                    table,
                    source,
                    cursor.state(),
                    cursor.vgtid(),
                    vgtidJson,
                    cursor.rows(),
                    cursor.copy().count(),
                    committedAt,
                    lag);
        }
    }

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
