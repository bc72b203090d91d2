package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.List;

/** Is told what the loop does, by the loop's thread. Must return quickly. */
public interface MirrorListener {

    /** Once, before the first stream is opened. */
    void resumed(ResumePlan plan);

    /** A table will not go on in this run. */
    void tableStopped(String table, CodedException error);

    /** People want a table left as it is; it will go on when they want so. */
    void tablePaused(String table, Instant since);

    /**
     * A copy of a table starts from its beginning, because the one before can no longer be known to be whole.
     *
     * @param why a clause
     */
    void copyRestarted(String table, String why);

    /** A table is copied once more; readers see the old rows until that copy is complete. */
    void recopyStarted(String table, String why);

    /** Readers see the rows of the new copy. */
    void recopied(String table);

    /** The new copy was given up; the table is as it would be without it. The next start tries again. */
    void recopyFailed(String table, CodedException error);

    /** A snapshot of a table is durable. */
    void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts);

    /** The same snapshot, right after, for those who measure. */
    default void committed(TableCommit commit) {}

    /**
     * Values of a table went into the lake as its policies say, because no lake type holds them. After a checkpoint.
     *
     * @param losses all since the start of the process
     */
    void valuesLost(String table, List<ValueLosses.Loss> losses);

    /**
     * Others have changed rows of a table in the lake since our last checkpoint.
     *
     * @param changes what each did, for people
     */
    void foreignChanges(String table, List<String> changes);

    /** A stream ended and will be opened again. */
    void streamLost(List<String> tables, CodedException error, long retryInMillis);

    /** A position that {@code --once} cannot reach because the source has nothing more to send. */
    void targetUnreachable(String table, Vgtid target, Vgtid reached);

    /** Called again and again, some times a second. */
    void progress(List<TableProgress> tables);

    /** Called about once a second, for those who measure. */
    default void vitals(MirrorVitals vitals) {}
}
