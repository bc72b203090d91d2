package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One table's part of a checkpoint that is durable, as those who measure want it.
 *
 * @param table source table
 * @param visible whether readers see it, rather than a branch that a new copy is made on
 * @param state what the table was doing at the cut
 * @param counts net changes in it
 * @param checkpoint what the lake holds now
 * @param took from the cut to the commit
 */
public record TableCommit(
        String table,
        boolean visible,
        TableState state,
        ChangeCounts counts,
        LastCheckpoint checkpoint,
        Duration took) {

    static TableCommit of(TableResult.Saved result, Instant cut) {
        LastCheckpoint checkpoint = LastCheckpoint.of(result.saved());
        Duration took = Duration.between(cut, checkpoint.at());
        return new TableCommit(
                result.cut().table(),
                TableCheckpoint.isVisible(result.cut()),
                result.saved().cursor().state(),
                result.counts(),
                checkpoint,
                took.isNegative() ? Duration.ZERO : took);
    }

    /**
     * How old the newest change of a running table was when readers saw it; empty where nothing changed for them, and for
     * copies, whose rows are of any age.
     */
    public Optional<Duration> freshness() {
        boolean changed = !counts.equals(ChangeCounts.NONE);
        if (!visible || !changed || !(state instanceof TableState.Running)) {
            return Optional.empty();
        }
        return checkpoint.sourceTimeMillis().stream()
                .mapToObj(millis -> Duration.between(Instant.ofEpochMilli(millis), checkpoint.at()))
                .map(age -> age.isNegative() ? Duration.ZERO : age)
                .findFirst();
    }
}
