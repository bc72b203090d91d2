package io.vitesslake.commit;

import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Which checkpoint of a table was built on which, as far as the table's snapshots tell and this process has seen. Remembers
 * the newest {@value #REMEMBERED} of each table, far more than snapshots are kept. Thread-safe.
 */
final class Lineage {

    private static final int REMEMBERED = 1000;

    private final CheckpointNames names;
    private final Map<String, Map<UUID, Optional<UUID>>> parentsByTable = new HashMap<>();

    Lineage(CheckpointNames names) {
        this.names = names;
    }

    synchronized void remember(String table, Checkpoint checkpoint) {
        parentsByTable.computeIfAbsent(table, t -> new Newest()).put(checkpoint.id(), checkpoint.parentId());
    }

    /** Whether {@code later} is known to be built on {@code earlier}, at once or over others. */
    boolean isBuiltOn(String table, TableMetadata metadata, UUID later, UUID earlier) {
        Map<UUID, Optional<UUID>> parents = known(table);
        for (Snapshot snapshot : metadata.snapshots()) {
            Optional.ofNullable(snapshot.summary())
                    .flatMap(names::checkpointOf)
                    .ifPresent(checkpoint -> parents.put(checkpoint.id(), checkpoint.parentId()));
        }
        Set<UUID> passed = new HashSet<>();
        Optional<UUID> at = parents.getOrDefault(later, Optional.empty());
        while (at.isPresent() && passed.add(at.get())) {
            if (at.get().equals(earlier)) {
                return true;
            }
            at = parents.getOrDefault(at.get(), Optional.empty());
        }
        return false;
    }

    private synchronized Map<UUID, Optional<UUID>> known(String table) {
        return new HashMap<>(parentsByTable.getOrDefault(table, Map.of()));
    }

    private static final class Newest extends LinkedHashMap<UUID, Optional<UUID>> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Optional<UUID>> eldest) {
            return size() > REMEMBERED;
        }
    }
}
