package io.vitesslake.checkpoint;

import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.Snapshot;

/**
 * A snapshot by somebody else that changed rows, so that the table may no longer equal its source.
 *
 * @param operation {@code append}, {@code overwrite}, {@code delete}, or {@code unknown}
 * @param engine as the snapshot names it, else {@code unknown}
 */
public record ForeignChange(long snapshotId, String operation, Instant committedAt, String engine) {

    private static final String UNKNOWN = "unknown";

    /** Written by engines through Iceberg's EnvironmentContext. */
    private static final String ENGINE_NAME = "engine-name";

    static ForeignChange of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary() == null ? Map.of() : snapshot.summary();
        return new ForeignChange(
                snapshot.snapshotId(),
                snapshot.operation() == null ? UNKNOWN : snapshot.operation(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                summary.getOrDefault(ENGINE_NAME, UNKNOWN));
    }
}
