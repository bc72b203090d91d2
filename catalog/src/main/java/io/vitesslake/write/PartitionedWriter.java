package io.vitesslake.write;

import io.vitesslake.change.RowBlock;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.FileWriter;

/**
 * Writes rows under one partition spec, those of each partition to files of their own, which are closed at the target size.
 * Not thread-safe.
 *
 * @param <R> what a finished file is reported as
 */
final class PartitionedWriter<R> {

    /** Asking a writer for its length visits every column, so it is not done for each row. */
    private static final int ROWS_PER_LENGTH_CHECK = 100;

    private final PartitionSpec spec;
    private final RowStruct row;
    private final PartitionKey partition;
    private final Opener<R> opener;
    private final Consumer<R> finished;
    private final WriteOptions options;
    /** In order of use, longest unused first. */
    private final Map<PartitionKey, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    /** Opens a file for a partition of the spec. */
    interface Opener<R> {
        FileWriter<RowBlock, R> open(PartitionKey partition) throws IOException;
    }

    /**
     * @param schema schema that the spec's source columns are found in
     * @param finished takes each file once it is complete
     */
    PartitionedWriter(
            PartitionSpec spec,
            Schema schema,
            RowStruct row,
            Opener<R> opener,
            Consumer<R> finished,
            WriteOptions options) {
        this.spec = spec;
        this.row = row;
        this.partition = new PartitionKey(spec, schema);
        this.opener = opener;
        this.finished = finished;
        this.options = options;
    }

    void write(RowBlock rows) throws IOException {
        int count = rows.rowCount();
        if (count == 0) {
            return;
        }
        if (spec.isUnpartitioned()) {
            OpenFile file = fileOf(partition);
            for (int i = 0; i < count; i++) {
                rows.seek(i);
                file.write(rows);
            }
        } else {
            writeByPartition(rows);
        }
    }

    /** Row numbers are sorted by partition first, so that each file is visited once a block. */
    private void writeByPartition(RowBlock rows) throws IOException {
        int count = rows.rowCount();
        Map<PartitionKey, Integer> groups = new LinkedHashMap<>();
        int[] groupOf = new int[count];
        for (int i = 0; i < count; i++) {
            rows.seek(i);
            partition.partition(row.wrap(rows));
            Integer group = groups.get(partition);
            if (group == null) {
                group = groups.size();
                groups.put(partition.copy(), group);
            }
            groupOf[i] = group;
        }
        int[] order = new int[count];
        int[] ends = sortByGroup(groupOf, groups.size(), order);
        int next = 0;
        for (Map.Entry<PartitionKey, Integer> group : groups.entrySet()) {
            OpenFile file = fileOf(group.getKey());
            for (int end = ends[group.getValue()]; next < end; next++) {
                rows.seek(order[next]);
                file.write(rows);
            }
        }
    }

    /** Counting sort that keeps the order of rows within a group; returns where each group ends in {@code order}. */
    private static int[] sortByGroup(int[] groupOf, int groups, int[] order) {
        int[] ends = new int[groups];
        for (int group : groupOf) {
            ends[group]++;
        }
        int start = 0;
        for (int g = 0; g < groups; g++) {
            int size = ends[g];
            ends[g] = start;
            start += size;
        }
        for (int i = 0; i < groupOf.length; i++) {
            order[ends[groupOf[i]]++] = i;
        }
        return ends;
    }

    /** The key must not change afterwards. */
    private OpenFile fileOf(PartitionKey key) throws IOException {
        OpenFile file = open.get(key);
        if (file == null) {
            if (open.size() == options.maxOpenFiles()) {
                Iterator<OpenFile> longestUnused = open.values().iterator();
                longestUnused.next().finish();
                longestUnused.remove();
            }
            file = new OpenFile(key);
            open.put(key, file);
        }
        return file;
    }

    /** Completes all open files. */
    void finish() throws IOException {
        for (OpenFile file : open.values()) {
            file.finish();
        }
        open.clear();
    }

    /** Closes all open files, whatever state they are in, without completing them. */
    void abort(Throwable cause) {
        for (OpenFile file : open.values()) {
            file.abort(cause);
        }
        open.clear();
    }

    /** The file that a partition's rows go to; replaced by a new one at the target size. */
    private final class OpenFile {

        private final PartitionKey key;
        private FileWriter<RowBlock, R> writer;
        private int rows;

        OpenFile(PartitionKey key) {
            this.key = key;
        }

        void write(RowBlock current) throws IOException {
            if (writer == null) {
                writer = opener.open(key);
                rows = 0;
            }
            writer.write(current);
            if (++rows % ROWS_PER_LENGTH_CHECK == 0 && writer.length() >= options.targetFileBytes()) {
                finish();
            }
        }

        void finish() throws IOException {
            if (writer != null) {
                writer.close();
                finished.accept(writer.result());
                writer = null;
            }
        }

        void abort(Throwable cause) {
            if (writer == null) {
                return;
            }
            try {
                writer.close();
            } catch (IOException | RuntimeException e) {
                if (e != cause) {
                    cause.addSuppressed(e);
                }
            }
        }
    }
}
