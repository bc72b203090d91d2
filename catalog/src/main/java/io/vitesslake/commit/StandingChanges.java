package io.vitesslake.commit;

import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.ReturnedRows;
import io.vitesslake.checkpoint.SavedCheckpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others changed in the rows that a commit builds on, so that these may differ from the source for as long as they stand.
 *
 * @param found since the checkpoint before, newest first
 * @param all these and what earlier checkpoints found, newest first; the newest {@value #MAX_SAVED}
 */
record StandingChanges(List<ForeignChange> found, List<ForeignChange> all) {

    private static final Logger LOG = LoggerFactory.getLogger(StandingChanges.class);

    /** Each makes about 100 bytes in the summary of every snapshot. */
    private static final int MAX_SAVED = 20;

    static final StandingChanges NONE = new StandingChanges(List.of(), List.of());

    /**
     * @param name of the table, for messages
     * @param judged the table that the commit builds on
     * @throws RuntimeException of Iceberg, when the files of rewrites cannot be read
     */
    static StandingChanges of(String name, Table judged, Fence.Open open, CheckpointCommit commit) {
        if (commit.placement().kind() != Placement.Kind.MAIN) {
            if (commit.isForReaders() && !open.foreignChanges().isEmpty()) {
                LOG.info(
                        "The new copy of {} takes the place of rows that others changed: {}",
                        name,
                        open.foreignChanges());
            }
            return NONE;
        }
        List<ForeignChange> before =
                open.predecessor().map(SavedCheckpoint::foreignChanges).orElse(List.of());
        List<ForeignChange> found = new ArrayList<>(open.foreignChanges());
        open.predecessor().ifPresent(saved -> found.addAll(new ReturnedRows(judged).since(saved)));
        found.sort(Comparator.comparing(ForeignChange::committedAt).reversed());
        return new StandingChanges(
                found,
                Stream.concat(found.stream(), before.stream()).limit(MAX_SAVED).toList());
    }
}
