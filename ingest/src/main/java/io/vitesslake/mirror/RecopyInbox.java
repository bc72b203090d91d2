package io.vitesslake.mirror;

import java.util.Optional;
import java.util.UUID;

/** Where requests to copy tables again are found. */
@FunctionalInterface
public interface RecopyInbox {

    /**
     * The request that waits to be fulfilled, if any. Asks the lake and blocks for the answer; called by several threads.
     *
     * @param lakeTable name of the table in the lake, which may not exist yet
     * @throws io.vitesslake.change.CodedException LAKE
     */
    Optional<UUID> pending(String lakeTable);
}
