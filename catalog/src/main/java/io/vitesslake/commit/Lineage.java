package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final Map<String, Map<UUID, Set<UUID>>> parentsByTable = new HashMap<>();

    Lineage(CheckpointNames names) {
        this.names = names;
    }

    /**
     * @param parents the checkpoints that one is built on: two for one that has replaced what readers saw
     */
    synchronized void remember(String table, UUID checkpoint, Set<UUID> parents) {
        parentsByTable
                .computeIfAbsent(table, t -> new Newest())
                .computeIfAbsent(checkpoint, c -> new HashSet<>())
                .addAll(parents);
    }

    /** Whether {@code later} is known to be built on {@code earlier}, at once or over others. */
    boolean isBuiltOn(String table, TableMetadata metadata, UUID later, UUID earlier) {
        Map<UUID, Set<UUID>> parents = known(table);
        for (Snapshot snapshot : metadata.snapshots()) {
            Optional.ofNullable(snapshot.summary())
                    .flatMap(names::checkpointOf)
                    .ifPresent(checkpoint -> checkpoint
                            .parentId()
                            .ifPresent(parent -> parents.computeIfAbsent(checkpoint.id(), c -> new HashSet<>())
                                    .add(parent)));
        }
        Set<UUID> passed = new HashSet<>();
        Deque<UUID> ahead = new ArrayDeque<>(parents.getOrDefault(later, Set.of()));
        while (!ahead.isEmpty()) {
            UUID at = ahead.pop();
            if (at.equals(earlier)) {
                return true;
            }
            if (passed.add(at)) {
                ahead.addAll(parents.getOrDefault(at, Set.of()));
            }
        }
        return false;
    }

    private synchronized Map<UUID, Set<UUID>> known(String table) {
        Map<UUID, Set<UUID>> known = new HashMap<>();
        parentsByTable.getOrDefault(table, Map.of()).forEach((id, parents) -> known.put(id, new HashSet<>(parents)));
        return known;
    }

    private static final class Newest extends LinkedHashMap<UUID, Set<UUID>> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Set<UUID>> eldest) {
            return size() > REMEMBERED;
        }
    }
}
