package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of this process for changes that do not fit into memory; gone with it. */
record SpillDirectory(Path path) implements AutoCloseable {

    static SpillDirectory create() {
        try {
            return new SpillDirectory(Files.createTempDirectory("vitesslake-spill-"));
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "no-spill-directory",
                    "Cannot create a directory for spilled changes in " + System.getProperty("java.io.tmpdir") + ": "
                            + e + ". Give a writable one by -Djava.io.tmpdir.",
                    e);
        }
    }

    @Override
    public void close() {
        try {
            // Empty by now: spill files go with the buffers that own them.
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
