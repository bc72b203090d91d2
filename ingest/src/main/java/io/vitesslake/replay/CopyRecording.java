package io.vitesslake.replay;

import java.util.List;

/**
 * The copy of one table.
 *
 * @param table bare name
 * @param units of all shards, in the order in which VTGate sent them
 */
record CopyRecording(String table, List<CopyUnit> units) {

    CopyRecording {
        units = List.copyOf(units);
    }

    List<CopyUnit> unitsOf(String shard) {
        return units.stream().filter(unit -> unit.shard().equals(shard)).toList();
    }
}
