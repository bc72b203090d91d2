package io.vitesslake.config;

/**
 * Who keeps the lake tables cheap to read.
 *
 * @param inSync whether a sync does so beside its writing
 */
public record MaintenanceConfig(InSync inSync) {

    /** Whether a sync merges files and turns deletes by key into deletes by position. */
    public enum InSync {
        ON,
        /** For those who run {@code vitesslake maintain}, or jobs of Spark or Trino. */
        OFF
    }
}
