package io.vitesslake.commit;

import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import java.util.UUID;

public final class RecopyRequests {
    public RecopyRequests(io.vitesslake.checkpoint.CheckpointNames names) {}

    public Optional<UUID> pending(LakeTable table) {
        return Optional.empty();
    }
}
