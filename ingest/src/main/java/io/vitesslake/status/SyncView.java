package io.vitesslake.status;

import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a sync stands at one moment. Immutable.
 *
 * @param now that moment
 * @param started when the process began to watch it
 * @param resumed whether it is known where the tables stand, so that streams are open
 * @param turned when the loop last told anything
 * @param vitals what it told about a second ago; empty before the first time
 * @param refused tables that were never taken in
 * @param lakeRetries how often the lake was tried again
 * @param lakeFailingSince since when it does not answer
 * @param errors newest first
 * @param throughput oldest first
 */
record SyncView(
        Instant now,
        Instant started,
        boolean resumed,
        Instant turned,
        Optional<MirrorVitals> vitals,
        SortedMap<String, TableState.Stopped> refused,
        long lakeRetries,
        Optional<Instant> lakeFailingSince,
        List<ErrorLog.Entry> errors,
        List<ThroughputHistory.Sample> throughput) {

    /** Every word for a state. */
    static final List<String> STATES = List.of("copying", "running", "stopped", TableState.PAUSED);

    List<MirrorVitals.Table> tables() {
        return vitals.map(MirrorVitals::tables).orElse(List.of());
    }

    /** Streams that should be open and are not. */
    List<MirrorVitals.Stream> broken() {
        return vitals.map(MirrorVitals::broken).orElse(List.of());
    }
}
