package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
     * Whether people want a table left as it is. Told when it is looked at first, and when it has changed.
     *
     * @param since when; empty when it is to go on
     */
    record Pause(String table, Optional<Instant> since) implements Finding {}

    /**
     * Somebody wants a table copied again.
     *
     * @param request told once, however long it is pending
     */
    record RecopyRequested(String table, UUID request) implements Finding {}
}
