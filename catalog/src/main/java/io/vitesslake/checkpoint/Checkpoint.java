package io.vitesslake.checkpoint;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What one snapshot of one table reflects.
 *
 * @param id the same for all tables that were checkpointed together
 * @param parentId the checkpoint of this table that this one builds on; empty for the first one of a table
 * @param cursor opaque entries by name, without the prefix of {@link CheckpointNames}
 */
public record Checkpoint(UUID id, Optional<UUID> parentId, Map<String, String> cursor) {

    static final String ID = "checkpoint-id";
    static final String PARENT_ID = "parent-checkpoint-id";
    static final String INSERTED = "inserted";
    static final String UPDATED = "updated";
    static final String DELETED = "deleted";

    /** Of a snapshot on the branch of a new copy: the name of that branch. */
    static final String BRANCH = "branch";

    /** Marks a snapshot that only keeps the table in order. */
    static final String MAINTENANCE = "maintenance";

    /** What others changed in the rows that a snapshot builds on, and that stands until the table is copied again. */
    static final String FOREIGN_CHANGES = "foreign-changes";

    /** Of the table: the request for a new copy. */
    static final String RECOPY_REQUESTED = "recopy-requested";

    static final String PAUSED_SINCE = "paused-since";

    /** Entry of a cursor that says who wrote it, if the writer cares to; shown in messages only. */
    static final String WRITER = "writer";

    /** Names that a cursor may not have: the checkpoint itself writes them. */
    static final Set<String> RESERVED = Set.of(
            ID,
            PARENT_ID,
            INSERTED,
            UPDATED,
            DELETED,
            BRANCH,
            MAINTENANCE,
            FOREIGN_CHANGES,
            RECOPY_REQUESTED,
            PAUSED_SINCE);

    public Checkpoint {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(parentId, "parentId");
        cursor = Map.copyOf(cursor);
        for (String name : RESERVED) {
            if (cursor.containsKey(name)) {
                throw new IllegalArgumentException("Invalid cursor: reserved name " + name);
            }
        }
        if (parentId.isPresent() && parentId.get().equals(id)) {
            throw new IllegalArgumentException("Invalid checkpoint: its own parent: " + id);
        }
    }
}
