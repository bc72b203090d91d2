package io.vitesslake.maintain;

import io.vitesslake.checkpoint.FileCounts;

/**
 * What makes a table dear to read, in files of its newest snapshot.
 *
 * @param deleteFilesByKey of the delete files, the ones that would become deletes by position
 * @param filesToRewrite data files that are too small, or have lost too many rows
 * @param snapshots in the table's metadata
 */
public record Debt(FileCounts files, int deleteFilesByKey, int filesToRewrite, int snapshots) {}
