package io.vitesslake.maintain;

import io.vitesslake.index.LiveFile;
import io.vitesslake.write.Replacement;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;

/** One piece of work on a table that changes none of its rows, prepared and yet to be committed. For one attempt. */
interface Work {

    /**
     * What to commit on top of the newest snapshot; empty when it does not fit any more.
     *
     * @param live data files of that snapshot, by location
     */
    Optional<Replacement> on(Table table, Map<String, LiveFile> live);

    /** Removes what was written for it. When it was certainly not committed. */
    void discard(Table table);

    /** What it does, for the log. */
    String describe();
}
