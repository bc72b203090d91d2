package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A new copy of {@code orders} on the branch, by the process of a writer. Its rows are named {@code copy ID}. */
public final class CopyFixture {

    private final Writer writer;
    private Optional<UUID> last = Optional.empty();

    public CopyFixture(Writer writer) {
        this.writer = writer;
    }

    public CopyFixture resumeFrom(UUID checkpoint) {
        last = Optional.of(checkpoint);
        return this;
    }

    public Checkpoint next(String position) {
        return new Checkpoint(UUID.randomUUID(), last, Map.of("vgtid", position, "writer", "copy"));
    }

    /** The checkpoint of a {@link Placement.BranchStart}. */
    public Checkpoint first() {
        return new Checkpoint(UUID.randomUUID(), writer.last(), Map.of("vgtid", "copy starts", "writer", "copy"));
    }

    public WrittenFiles rows(long... ids) {
        RowsFixture rows = RowsFixture.of(SHAPE);
        for (long id : ids) {
            rows.insert(id, "copy " + id);
        }
        return write(rows);
    }

    /** Files for the branch, or for its start when the copy has no checkpoint yet. */
    public WrittenFiles write(RowsFixture rows) {
        return last.isEmpty()
                ? writer.write(rows)
                : writer.write(writer.table.planBranch(LakeFixture.NAMES.branch(), rows.shape()), rows);
    }

    public CommitOutcome commit(Placement placement, WrittenFiles files, Checkpoint checkpoint) {
        CommitOutcome outcome = writer.committer.commit(
                writer.table, new CheckpointCommit(files, checkpoint, placement, Optional.empty()));
        if (outcome.kind() == CommitOutcome.Kind.COMMITTED) {
            last = Optional.of(checkpoint.id());
        }
        return outcome;
    }

    /** Starts the copy with some rows and expects that it is committed. */
    public Checkpoint start(long... ids) {
        return committed(Placement.BRANCH_START, rows(ids), first());
    }

    /** Adds rows and expects that they are committed. */
    public Checkpoint add(long... ids) {
        return committed(Placement.BRANCH, rows(ids), next("copying"));
    }

    private Checkpoint committed(Placement placement, WrittenFiles files, Checkpoint checkpoint) {
        assertThat(commit(placement, files, checkpoint)).isInstanceOf(Committed.class);
        return checkpoint;
    }

    /** Where readers are expected to be, without a request. */
    public Placement.Swap swap() {
        return new Placement.Swap(writer.last(), Optional.empty());
    }

    /** Shows the copy and some last rows to readers, and expects that it is committed; the writer goes on from there. */
    public Checkpoint finish(long... ids) {
        Checkpoint checkpoint = committed(swap(), rows(ids), next("copied"));
        writer.resumeFrom(checkpoint.id());
        return checkpoint;
    }
}
