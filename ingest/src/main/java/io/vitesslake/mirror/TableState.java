package io.vitesslake.mirror;

import java.time.Instant;

/** What a table is doing, as its newest snapshot tells. */
public sealed interface TableState {

    /** Its rows are being copied; changes follow on the shards that are done. */
    record Copying() implements TableState {}

    /** Equal to the source at its VGTID. */
    record Running() implements TableState {}

    /**
     * Equal to the source at its VGTID if the copy was complete then, and not going on.
     *
     * @param code short and stable, such as {@code unsupported-column-type}
     * @param reason what could not be done and the way out
     * @param since when it stopped
     */
    record Stopped(String code, String reason, Instant since) implements TableState {

        /** Whether it is the same but for the time. */
        boolean isLike(TableState other) {
            return other instanceof Stopped that && code.equals(that.code) && reason.equals(that.reason);
        }
    }

    TableState COPYING = new Copying();
    TableState RUNNING = new Running();
}
