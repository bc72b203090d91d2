package io.vitesslake.write;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.tables.SchemaPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;

/** The complete files of one batch, to be committed together or discarded. Immutable. */
public final class WrittenFiles {

    private final SchemaPlan plan;
    private final List<DataFile> data;
    private final List<DeleteFile> deletes;
    private final ChangeCounts counts;
    private final Optional<FileIO> io;

    WrittenFiles(SchemaPlan plan, List<DataFile> data, List<DeleteFile> deletes, ChangeCounts counts, FileIO io) {
        this(plan, data, deletes, counts, Optional.of(io));
    }

    private WrittenFiles(
            SchemaPlan plan, List<DataFile> data, List<DeleteFile> deletes, ChangeCounts counts, Optional<FileIO> io) {
        this.plan = plan;
        this.data = List.copyOf(data);
        this.deletes = List.copyOf(deletes);
        this.counts = counts;
        this.io = io;
    }

    /** No files: a checkpoint of a table without changes, or of a schema change alone. */
    public static WrittenFiles none(SchemaPlan plan) {
        return new WrittenFiles(plan, List.of(), List.of(), ChangeCounts.NONE, Optional.empty());
    }

    public List<DataFile> data() {
        return data;
    }

    public List<DeleteFile> deletes() {
        return deletes;
    }

    public ChangeCounts counts() {
        return counts;
    }

    /** The schema that the files are written with. */
    public SchemaPlan plan() {
        return plan;
    }

    /**
     * Whether the deletes meet every data file of a branch of a table. They do for the table that they were written for; a rewrite into
     * another partition spec by a foreign engine meanwhile can make it false, and then the batch must be written again.
     *
     * @param base the table as it is to be committed to; reads its manifest list when there are deletes
     */
    public boolean deletesReachAllOf(Table base, String branch) {
        if (deletes.isEmpty()) {
            return true;
        }
        Set<Integer> reached = new HashSet<>();
        for (DeleteFile delete : deletes) {
            if (base.specs().get(delete.specId()).isUnpartitioned()) {
                return true;
            }
            reached.add(delete.specId());
        }
        return reached.containsAll(RowLocator.specsWithData(base, branch));
    }

    /** Deletes all these files from storage, as far as it lets us; failures are logged. For files never committed. */
    public void discard() {
        List<String> locations = new ArrayList<>();
        data.forEach(file -> locations.add(file.location()));
        io.ifPresent(files -> CatalogUtil.deleteFiles(files, locations, "uncommitted", false));
        discardDeletes();
    }

    /** Deletes the delete files alone. For a commit after which they had nothing to delete, and which left them out. */
    public void discardDeletes() {
        List<String> locations = new ArrayList<>();
        deletes.forEach(file -> locations.add(file.location()));
        io.ifPresent(files -> CatalogUtil.deleteFiles(files, locations, "uncommitted", false));
    }
}
