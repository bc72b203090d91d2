package io.vitesslake.mirror;

import java.time.Duration;
import java.util.Optional;

/**
 * How one table is doing.
 *
 * @param table source table
 * @param state what it is doing
 * @param changes row changes and copied rows taken in since the start of the process
 * @param copiedRows rows copied since the copy began, over all runs
 * @param estimatedRows source's estimate of its rows, 0 when unknown
 * @param copiedPerSecond rows copied per second of late, 0 when unknown
 */
public record TableProgress(
        String table, TableState state, long changes, long copiedRows, long estimatedRows, long copiedPerSecond) {

    public CopyCount copy() {
        return new CopyCount(copiedRows, estimatedRows);
    }

    /** Time that the copy still takes if the estimate is right and the rate lasts; empty when nobody can tell. */
    public Optional<Duration> remaining() {
        if (!(state instanceof TableState.Copying) || copiedPerSecond <= 0 || estimatedRows <= copiedRows) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds((estimatedRows - copiedRows) / copiedPerSecond));
    }

    TableProgress withCopiedPerSecond(long rate) {
        return new TableProgress(table, state, changes, copiedRows, estimatedRows, rate);
    }
}
