package io.vitesslake.status;

import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the loop told last, by name, so that a number of one among many tables costs no search. Immutable.
 *
 * @param tables by their names as told: of a new copy another than of its table
 * @param refused tables that were never taken in
 * @param lags of shards
 * @param taken when the last transaction of a shard came
 */
record VitalsIndex(
        Map<String, MirrorVitals.Table> tables,
        Map<String, TableState.Stopped> refused,
        Map<String, Duration> lags,
        Map<String, Instant> taken) {

    static final VitalsIndex NOTHING = new VitalsIndex(Map.of(), Map.of(), Map.of(), Map.of());

    static VitalsIndex of(MirrorVitals vitals, Map<String, TableState.Stopped> refused) {
        Map<String, MirrorVitals.Table> tables = new TreeMap<>();
        vitals.tables().forEach(table -> tables.put(table.progress().table(), table));
        Map<String, Duration> lags = new TreeMap<>();
        vitals.lags().forEach((shard, lag) -> lags.put(shard.toString(), lag));
        Map<String, Instant> taken = new TreeMap<>();
        vitals.streams()
                .forEach(stream -> stream.shards()
                        .forEach((shard, of) -> taken.merge(
                                shard.toString(), of.taken(), (one, other) -> one.isAfter(other) ? one : other)));
        return new VitalsIndex(tables, refused, lags, taken);
    }

    /** The word for the state of a table, or of a new copy. */
    String state(String table) {
        MirrorVitals.Table known = tables.get(table);
        return known == null ? "stopped" : known.progress().state().word();
    }

    /** Source tables in a state; a new copy is none. */
    long count(String state) {
        long known = tables.values().stream()
                .filter(table -> table.progress().table().equals(table.source()))
                .filter(table -> table.progress().state().word().equals(state))
                .count();
        return known + (state.equals("stopped") ? refused.size() : 0);
    }
}
