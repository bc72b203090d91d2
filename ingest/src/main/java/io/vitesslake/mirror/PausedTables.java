package io.vitesslake.mirror;

import java.time.Instant;

/** Tables that people want left as the lake holds them, for a while. Belongs to the loop's thread. */
final class PausedTables {

    private final Tables tables;
    private final Streams streams;
    private final Starts starts;
    private final MirrorListener listener;

    PausedTables(Tables tables, Streams streams, Starts starts, MirrorListener listener) {
        this.tables = tables;
        this.streams = streams;
        this.starts = starts;
        this.listener = listener;
    }

    /** Pauses a table, or takes it in again as at a start, from where the lake says that it stands. */
    void take(Finding.Pause found) {
        tables.visible(found.table())
                .filter(table -> table.isPaused() != found.since().isPresent())
                .ifPresent(table -> found.since()
                        .ifPresentOrElse(since -> pause(table, since), () -> starts.arrive(table.setup())));
    }

    // A new copy stays on its branch.
    private void pause(TableSync table, Instant since) {
        tables.recopy(table.table()).ifPresent(streams::remove);
        tables.removeRecopy(table.table());
        streams.remove(table);
        stay(table, since);
        listener.tablePaused(table.table(), since);
    }

    /** What the lake holds of a paused table is another state than was thought; it stays paused. */
    void stay(TableSync table, Instant since) {
        table.stop(TableState.Stopped.paused(table.table(), since));
    }

    /** Whether the lake has yet to be told of some; until then what it says of them is not where they stand. */
    boolean areUnsaved() {
        return tables.visible().stream().anyMatch(table -> table.isPaused() && table.isDirty());
    }
}
