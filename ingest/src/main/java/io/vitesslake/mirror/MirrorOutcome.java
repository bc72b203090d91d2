package io.vitesslake.mirror;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a run ended.
 *
 * @param tables state of each table
 */
public record MirrorOutcome(Map<String, TableState> tables) {

    public MirrorOutcome {
        tables = new TreeMap<>(tables);
    }

    /** Whether any table is stopped that nobody has paused. */
    public boolean hasStoppedTables() {
        return tables.values().stream()
                .anyMatch(state -> state instanceof TableState.Stopped
                        && state.pausedSince().isEmpty());
    }
}
