package io.vitesslake.maintain;

/**
 * What makes a table dear to read, in files of its newest snapshot.
 *
 * @param deleteFiles of all kinds
 * @param deleteFilesByKey of these, the ones that would become deletes by position
 * @param filesToRewrite data files that are too small, or have lost too many rows
 * @param snapshots in the table's metadata
 */
public record Debt(long dataFiles, long deleteFiles, int deleteFilesByKey, int filesToRewrite, int snapshots) {}
