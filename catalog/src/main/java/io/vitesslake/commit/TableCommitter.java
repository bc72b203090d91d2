package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.write.Replacement;
import io.vitesslake.write.WrittenFiles;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits checkpoints to lake tables. Each attempt reads the table, judges it by the fence and sends one transaction built on
 * just that metadata; Iceberg's own retries are never used, because they would give up once the table has moved (BaseTransaction
 * does not replay moved tags or schemas) and could not judge anew. Several threads may commit to different tables at a time,
 * not to the same one.
 */
public final class TableCommitter {

    private static final Logger LOG = LoggerFactory.getLogger(TableCommitter.class);

    private final CheckpointNames names;
    private final CheckpointReader reader;
    private final Drafts drafts;
    private final Backoff backoff;
    private final TableLoader loader;

    /**
     * @param jitter must be thread-safe if tables are committed by several threads
     * @param wait waits between attempts
     */
    public TableCommitter(CheckpointNames names, CommitOptions options, RandomGenerator jitter, Wait wait) {
        this.names = names;
        this.reader = new CheckpointReader(names);
        this.backoff = new Backoff(options, jitter, wait);
        this.loader = new TableLoader(backoff);
        Lineage lineage = new Lineage(names);
        this.drafts = new Drafts(names, lineage, new Fence(reader, lineage), loader);
    }

    /** Commits several tables together, with what this one knows of them. */
    public GroupCommitter together(TableTransactions transactions) {
        return new GroupCommitter(names, this, drafts, loader, backoff, transactions);
    }

    /** As {@link #commit(LakeTable, CheckpointCommit)}, on top of what readers see and without notes. */
    public CommitOutcome commit(LakeTable table, WrittenFiles files, Checkpoint checkpoint) {
        return commit(table, new CheckpointCommit(files, checkpoint, Placement.MAIN, Optional.empty()));
    }

    /**
     * Commits files together with the checkpoint that they lead to. Without files it commits the checkpoint alone, as an empty
     * snapshot. Committing a checkpoint again that is in the table already does nothing.
     *
     * @throws CodedException LAKE: {@code commit-failed} when all attempts failed, {@code lake-unreachable}, {@code
     *     table-missing}. The checkpoint may be in the table or still get there, so that the files must not be discarded; the
     *     same commit may be tried again
     */
    public CommitOutcome commit(LakeTable table, CheckpointCommit commit) {
        PendingCommit pending = PendingCommit.of(names, table, commit);
        CommitOutcome outcome = commit(pending);
        pending.tidyAfter(outcome);
        return outcome;
    }

    private CommitOutcome commit(PendingCommit pending) {
        for (int attempt = 1; ; attempt++) {
            Drafts.Judged judged = drafts.judge(pending);
            if (judged.verdict() instanceof Fence.Settled settled) {
                return settled.outcome();
            }
            try {
                return attempt(pending, judged.metadata(), (Fence.Open) judged.verdict());
            } catch (CodedException e) {
                throw e;
            } catch (RuntimeException e) {
                UUID id = pending.commit().checkpoint().id();
                if (attempt == backoff.maxAttempts()) {
                    throw failed("commit checkpoint " + id + " to " + pending.name(), attempt, e);
                }
                LOG.debug("Commit of {} to {} failed, attempt {}: {}", id, pending.name(), attempt, e.toString());
                backoff.pause(attempt);
            }
        }
    }

    private CommitOutcome attempt(PendingCommit pending, TableMetadata judged, Fence.Open open) {
        Optional<Draft> draft = drafts.draft(pending, open, attempt(pending.table(), judged));
        if (draft.isEmpty()) {
            return new CommitOutcome.SchemaMoved();
        }
        try {
            draft.get().transaction().commitTransaction();
        } catch (RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            pending.commit().files().doubt();
            throw e;
        }
        return draft.get().confirm();
    }

    /**
     * Removes the branch of a new copy, if there is one. Its snapshots go with the next expiry.
     *
     * @throws CodedException LAKE: {@code commit-failed} when all attempts failed, {@code lake-unreachable}, {@code
     *     table-missing}
     */
    public void discardBranch(LakeTable table) {
        TableOperations operations = icebergTable(table).operations();
        for (int attempt = 1; ; attempt++) {
            TableMetadata metadata = loader.load(table.name(), operations);
            SnapshotRef ref = metadata.ref(names.branch());
            if (ref == null || !ref.isBranch()) {
                return;
            }
            try {
                pinned(table, metadata)
                        .manageSnapshots()
                        .removeBranch(names.branch())
                        .commit();
                return;
            } catch (CodedException e) {
                throw e;
            } catch (RuntimeException e) {
                if (attempt == backoff.maxAttempts()) {
                    throw failed("remove branch " + names.branch() + " from " + table.name(), attempt, e);
                }
                LOG.info("Branch {} of {} is still there: {}", names.branch(), table.name(), e.toString());
                backoff.pause(attempt);
            }
        }
    }

    /**
     * Removes snapshots from a table, and the files that only they used, unless the newest checkpoint is another than the
     * expected one, both for readers and on the branch of a new copy, or the table moves meanwhile: then it does nothing.
     *
     * @param newest id of the checkpoint that the table or the branch is expected to hold
     * @param choice picks the ids of the snapshots to remove, none of which may be referenced by a branch or tag
     * @return how many snapshots were removed
     * @throws RuntimeException of Iceberg, when the lake fails; the table is whole then, but files may be left behind
     */
    public int expire(LakeTable table, UUID newest, Function<TableMetadata, Collection<Long>> choice) {
        TableOperations operations = icebergTable(table).operations();
        TableMetadata metadata = loader.load(table.name(), operations);
        boolean expected = Stream.of(
                        reader.trail(table.name(), metadata, operations.io()),
                        reader.branchTrail(metadata, operations.io()))
                .flatMap(trail -> trail.newest().stream())
                .anyMatch(saved -> saved.checkpoint().id().equals(newest));
        Collection<Long> ids = expected ? choice.apply(metadata) : List.of();
        if (ids.isEmpty()) {
            return 0;
        }
        // Nothing is older than the epoch, so that only the chosen snapshots go.
        ExpireSnapshots expiry = pinned(table, metadata).expireSnapshots().expireOlderThan(0);
        ids.forEach(expiry::expireSnapshotId);
        try {
            expiry.commit();
        } catch (RefusedException e) {
            LOG.info("Kept {} old snapshots of {}, because the table moved", ids.size(), table.name());
            return 0;
        }
        return ids.size();
    }

    /**
     * Puts files in the place of others that hold the same rows, as one snapshot that is no checkpoint.
     *
     * @param newest id of the checkpoint that readers are expected to see; empty for any
     * @param choice tells the files for the table as it is then, whose newest snapshot is the one that is built upon; empty when they
     *     do not fit any more. Its deletes are discarded when they were certainly not committed; its data is the caller's
     * @return false when nothing was changed, because another checkpoint was found, the table moved meanwhile, or files that were to go
     *     are gone
     * @throws RuntimeException of Iceberg, when the lake fails; the table is whole then, and may hold the new files or not
     */
    public boolean replace(LakeTable table, Optional<UUID> newest, Function<Table, Optional<Replacement>> choice) {
        TableOperations operations = icebergTable(table).operations();
        TableMetadata metadata = loader.load(table.name(), operations);
        Optional<UUID> found = reader.trail(table.name(), metadata, operations.io())
                .newest()
                .map(saved -> saved.checkpoint().id());
        if (metadata.currentSnapshot() == null || newest.isPresent() && !newest.equals(found)) {
            return false;
        }
        BaseTable judged = pinned(table, metadata);
        Optional<Replacement> files = choice.apply(judged);
        return files.isPresent() && replace(judged, files.get());
    }

    private boolean replace(BaseTable judged, Replacement files) {
        RewriteFiles rewrite = judged.newRewrite()
                .validateFromSnapshot(judged.currentSnapshot().snapshotId());
        if (!files.data().isEmpty()) {
            rewrite.dataSequenceNumber(files.sequenceNumber());
        }
        rewrite.validateWith(new SameParent(judged.currentSnapshot()));
        names.maintenanceMark().forEach(rewrite::set);
        files.oldData().forEach(rewrite::deleteFile);
        files.oldDeletes().forEach(rewrite::deleteFile);
        files.data().forEach(rewrite::addFile);
        files.deletes().forEach(rewrite::addFile);
        try {
            rewrite.commit();
            return true;
        } catch (RefusedException | ValidationException e) {
            LOG.info("Files of {} are not replaced: {}", judged.name(), e.toString());
            files.discardDeletes(judged.io());
            return false;
        }
    }

    /** The table as judged, good for one commit. */
    private BaseTable pinned(LakeTable table, TableMetadata judged) {
        BaseTable iceberg = icebergTable(table);
        return new BaseTable(attempt(table, judged), iceberg.name(), iceberg.reporter());
    }

    private SingleAttempt attempt(LakeTable table, TableMetadata judged) {
        TableOperations operations = icebergTable(table).operations();
        return new SingleAttempt(operations, judged, () -> loader.load(table.name(), operations));
    }

    private static BaseTable icebergTable(LakeTable table) {
        return (BaseTable) table.iceberg();
    }

    private static CodedException failed(String what, int attempts, RuntimeException last) {
        return new CodedException(
                ErrorCode.LAKE,
                "commit-failed",
                "Cannot " + what + " in " + attempts + " attempts; the last one failed with " + last
                        + ". If others write to the table at the same time, let them pause; "
                        + "otherwise check the catalog and its storage, and start again: it resumes from what the lake holds",
                last);
    }
}
