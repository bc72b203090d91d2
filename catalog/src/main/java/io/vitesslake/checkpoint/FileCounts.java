package io.vitesslake.checkpoint;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/**
 * How many files a reader of a snapshot has to open, as its summary tells (Iceberg table spec, appendix F); 0 where it does not.
 *
 * @param deleteFiles of all kinds; deletion vectors count one each
 */
public record FileCounts(long dataFiles, long deleteFiles) {

    public static FileCounts of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        return new FileCounts(
                count(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
                count(summary, SnapshotSummary.TOTAL_DELETE_FILES_PROP));
    }

    private static long count(Map<String, String> summary, String property) {
        return Long.parseLong(summary.getOrDefault(property, "0"));
    }
}
