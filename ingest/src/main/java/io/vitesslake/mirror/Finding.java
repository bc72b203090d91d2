package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import java.util.UUID;

/** What a {@link Scout} found while the loop runs. */
public sealed interface Finding {

    /** Name of the source table. */
    String table();

    /** A new source table is to be mirrored. */
    record Added(TableSetup setup) implements Finding {

        @Override
        public String table() {
            return setup.table();
        }
    }

    /** A new source table cannot be mirrored, or for another reason than was told before. */
    record Refused(String table, CodedException error) implements Finding {}

    /**
     * Somebody wants a table copied again.
     *
     * @param request told once, however long it is pending
     */
    record RecopyRequested(String table, UUID request) implements Finding {}
}
