package io.vitesslake.commit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Another engine's compaction that takes its time: it has read all rows as of one snapshot, and commits them as one file later.
 */
public final class Compaction {

    private final LakeFixture lake;
    private final Snapshot planned;
    private final Set<DataFile> inputs = new HashSet<>();
    private final List<Record> rows = new ArrayList<>();

    private Compaction(LakeFixture lake) {
        this.lake = lake;
        Table table = lake.foreign();
        this.planned = table.currentSnapshot();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles();
                CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            tasks.forEach(task -> inputs.add(task.file()));
            records.forEach(rows::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Compaction of(LakeFixture lake) {
        return new Compaction(lake);
    }

    /** As Spark's rewrite_data_files and Trino's OPTIMIZE do: the output takes the sequence number of what was read. */
    public Snapshot commit() {
        return commit(rewrite()
                .validateFromSnapshot(planned.snapshotId())
                .rewriteFiles(inputs, Set.of(output()), planned.sequenceNumber()));
    }

    /** With a sequence number of its own, and so late that Iceberg does not hold deletes since the reading against it. */
    Snapshot commitAsNew() {
        return commit(rewrite()
                .validateFromSnapshot(lake.foreign().currentSnapshot().snapshotId())
                .rewriteFiles(inputs, Set.of(output())));
    }

    private DataFile output() {
        return LakeFixture.write(lake.foreign(), rows);
    }

    private RewriteFiles rewrite() {
        return lake.foreign().newRewrite();
    }

    private Snapshot commit(RewriteFiles rewrite) {
        rewrite.set("engine-name", "compactor").commit();
        return lake.foreign().currentSnapshot();
    }
}
