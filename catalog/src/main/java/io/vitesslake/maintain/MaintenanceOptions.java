package io.vitesslake.maintain;

import io.vitesslake.write.WriteOptions;

/**
 * When files are replaced by better ones.
 *
 * @param files sizes of new files
 * @param mergedFiles files of about the same size, within a factor of as many, that are merged when there are so many; at least 2
 * @param deletesByKey delete files by key that are turned into deletes by position when there are so many; at least 1
 * @param deadShare share of a file's rows that are dead by position from which on it is rewritten; above 0, at most 1
 * @param groupBytes of files that are rewritten in one commit, about
 */
public record MaintenanceOptions(
        WriteOptions files, int mergedFiles, int deletesByKey, double deadShare, long groupBytes) {

    public static final MaintenanceOptions DEFAULT = of(WriteOptions.DEFAULT);

    public MaintenanceOptions {
        if (mergedFiles < 2 || deletesByKey < 1 || deadShare <= 0 || deadShare > 1 || groupBytes < 1) {
            throw new IllegalArgumentException(
                    "Invalid maintenance: merge " + mergedFiles + " files, convert " + deletesByKey
                            + " deletes by key, rewrite from " + deadShare + " dead, " + groupBytes + " B at a time");
        }
    }

    public static MaintenanceOptions of(WriteOptions files) {
        return new MaintenanceOptions(files, 8, 10, 0.3, files.targetFileBytes());
    }
}
