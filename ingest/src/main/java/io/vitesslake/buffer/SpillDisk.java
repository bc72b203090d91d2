package io.vitesslake.buffer;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where changes go that do not fit into memory.
 *
 * @param directory existing directory for temporary files, which vanish from it as soon as they are open
 */
public record SpillDisk(Path directory) {

    public SpillDisk {
        Objects.requireNonNull(directory, "directory");
    }

    SpillFile create() {
        return SpillFile.create(directory);
    }
}
