package io.vitesslake.write;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.tables.SchemaPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The complete files of one batch, to be committed together or discarded. */
public final class WrittenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(WrittenFiles.class);

    private final SchemaPlan plan;
    private final List<DataFile> data;
    private final List<DeleteFile> deletes;
    private final ChangeCounts counts;
    private final Optional<FileIO> io;
    private final Optional<Located> located;
    private volatile boolean inDoubt;

    /** @param located if rows are deleted by position */
    WrittenFiles(
            SchemaPlan plan,
            List<DataFile> data,
            List<DeleteFile> deletes,
            ChangeCounts counts,
            FileIO io,
            Optional<Located> located) {
        this(plan, data, deletes, counts, Optional.of(io), located);
    }

    private WrittenFiles(
            SchemaPlan plan,
            List<DataFile> data,
            List<DeleteFile> deletes,
            ChangeCounts counts,
            Optional<FileIO> io,
            Optional<Located> located) {
        this.plan = plan;
        this.data = List.copyOf(data);
        this.deletes = List.copyOf(deletes);
        this.counts = counts;
        this.io = io;
        this.located = located;
    }

    /** No files: a checkpoint of a table without changes, or of a schema change alone. */
    public static WrittenFiles none(SchemaPlan plan) {
        return new WrittenFiles(plan, List.of(), List.of(), ChangeCounts.NONE, Optional.empty(), Optional.empty());
    }

    public List<DataFile> data() {
        return data;
    }

    public List<DeleteFile> deletes() {
        return deletes;
    }

    /** Delete files of the table that {@link #deletes} take the place of, to be removed in the same commit. */
    public List<DeleteFile> replacedDeletes() {
        return located.map(Located::replaced).orElse(List.of());
    }

    /** The snapshot that positions among the deletes are true of; empty when there are none. */
    public OptionalLong locatedIn() {
        return located.filter(positions -> !positions.changes().isEmpty())
                .map(positions -> positions.head().snapshotId())
                .orElse(OptionalLong.empty());
    }

    public ChangeCounts counts() {
        return counts;
    }

    /** The schema that the files are written with. */
    public SchemaPlan plan() {
        return plan;
    }

    /**
     * Whether the deletes do on top of a branch what they did on top of the table that they were written for. After a commit of
     * somebody else they may not: positions are true of one snapshot alone, and a rewrite into another partition spec takes rows out
     * of the reach of deletes by key. Then the batch must be written again.
     *
     * @param base the table as it is to be committed to; reads its manifest list when there are deletes by key
     */
    public boolean deletesHoldOn(Table base, String branch) {
        return located.map(positions -> positions.holdOn(head(base, branch))).orElse(true)
                && keysReachAllOf(base, branch);
    }

    private static OptionalLong head(Table table, String branch) {
        Snapshot snapshot = table.snapshot(branch);
        return snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId());
    }

    private boolean keysReachAllOf(Table base, String branch) {
        List<DeleteFile> byKey = new ArrayList<>(deletes);
        byKey.removeIf(file -> file.content() != FileContent.EQUALITY_DELETES);
        if (byKey.isEmpty()) {
            return true;
        }
        Set<Integer> reached = new HashSet<>();
        for (DeleteFile delete : byKey) {
            if (base.specs().get(delete.specId()).isUnpartitioned()) {
                return true;
            }
            reached.add(delete.specId());
        }
        return reached.containsAll(RowLocator.specsWithData(base, branch));
    }

    /**
     * Tells that these files are committed, for the next batch to find their rows.
     *
     * @param parent the snapshot below; empty if there was none
     */
    public void committed(OptionalLong parent, long snapshotId) {
        located.ifPresent(positions -> positions.follow(parent, snapshotId));
    }

    /**
     * Tells that a commit of these files was sent and that nobody knows what became of it. It may have happened, or happen yet, and what
     * others have built on it may be all that is left to tell: the files stay for good.
     */
    public void doubt() {
        inDoubt = true;
    }

    /** Deletes all these files from storage, as far as it lets us, unless they are in doubt; failures are logged. */
    public void discard() {
        if (inDoubt) {
            int files = data.size() + deletes.size();
            if (files > 0) {
                LOG.warn(
                        "{} files stay in storage: they may be in the lake table, as a commit of them was not answered",
                        files);
            }
            return;
        }
        io.ifPresent(storage -> Discarded.delete(storage, data));
        discardDeletes();
    }

    /** Deletes the delete files alone. For a commit after which they had nothing to delete, and which left them out. */
    public void discardDeletes() {
        io.ifPresent(storage -> Discarded.delete(storage, deletes));
    }
}
