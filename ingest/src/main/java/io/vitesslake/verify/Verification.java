package io.vitesslake.verify;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.ShardQueries;
import io.vitesslake.tables.LakeTable;
import java.util.Set;
import java.util.function.Function;

/** Compares tables of one keyspace with the lake while both move. Writes nothing anywhere. One thread. */
public final class Verification {

    /** Errors that every other table would meet as well. */
    private static final Set<String> OF_ALL_TABLES =
            Set.of("vtgate-unavailable", "vtgate-timeout", "access-denied", "lake-unreachable");

    private final KeyspaceCatalog catalog;
    private final ShardQueries queries;
    private final Function<LakeTable, LakeStanding> standings;
    private final Pace pace;
    private final VerifyOptions options;

    /**
     * @param standings reads the newest metadata of a lake table, and what its newest checkpoint says; fails with LAKE
     */
    public Verification(
            KeyspaceCatalog catalog,
            ShardQueries queries,
            Function<LakeTable, LakeStanding> standings,
            Pace pace,
            VerifyOptions options) {
        this.catalog = catalog;
        this.queries = queries;
        this.standings = standings;
        this.pace = pace;
        this.options = options;
    }

    /**
     * Compares one table.
     *
     * @return what differs, and why something could not be compared
     * @throws CodedException SOURCE or LAKE, when nothing can be compared at all
     */
    public Findings compare(VerifiedTable table, LakeTable lake) throws InterruptedException {
        Sides sides = new TableSides(table, catalog, queries, lake, standings);
        try {
            return new TableComparison(sides, pace, options).compare();
        } catch (CodedException e) {
            if (OF_ALL_TABLES.contains(e.reason())) {
                throw e;
            }
            return Findings.notCompared(e.getMessage());
        }
    }
}
