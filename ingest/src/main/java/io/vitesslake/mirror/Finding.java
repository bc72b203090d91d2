package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import java.util.List;
import java.util.UUID;

/** What a {@link Scout} found while the loop runs. */
public sealed interface Finding {

    /** A new source table is to be mirrored. */
    record Added(TableSetup setup) implements Finding {}

    /** A new source table cannot be mirrored, or for another reason than was told before. */
    record Refused(String table, CodedException error) implements Finding {}

    /** A mirrored table is served by another keyspace now. */
    record Moved(String table, CodedException error) implements Finding {}

    /** Other shards serve than before. */
    record Resharded(List<Shard> serving) implements Finding {

        public Resharded {
            serving = List.copyOf(serving);
        }
    }

    /**
     * Somebody wants a table copied again.
     *
     * @param request told once, however long it is pending
     */
    record RecopyRequested(String table, UUID request) implements Finding {}
}
