package io.vitesslake.verify;

import io.vitesslake.source.Vgtid;
import java.util.Objects;

/**
 * What a snapshot of the lake says of itself.
 *
 * @param vgtid every transaction that it reflects
 * @param reason why it is not running, and the way out; empty if it is
 */
public record LakeStanding(State state, Vgtid vgtid, String reason) {

    /** What becomes of the table. */
    public enum State {
        /** Equal to the source at its position, and it moves. */
        RUNNING,
        /** Rows are missing. */
        COPYING,
        /** It does not move. */
        STOPPED,
        /** A new copy is about to replace its rows, which may be known to be wrong. */
        REPLACED
    }

    public LakeStanding {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(vgtid, "vgtid");
        Objects.requireNonNull(reason, "reason");
    }
}
