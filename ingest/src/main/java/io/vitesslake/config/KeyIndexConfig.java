package io.vitesslake.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the keys of data files are kept on this machine, for tables whose rows are deleted by position and for maintenance.
 *
 * @param directory outlives the process; empty for one that goes with it
 * @param disk bytes that it may take
 */
public record KeyIndexConfig(Optional<Path> directory, DataSize disk) {}
