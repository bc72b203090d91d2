package io.vitesslake.sim;

import io.vitesslake.index.KeyIndex;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every third simulation deletes rows by position, every other of these in format version 3. */
final class SimDeletes {

    /** Of a few files, so that keys are read again all the time. */
    private static final long INDEX_BYTES = 8 << 10;

    private SimDeletes() {}

    /** Mistakes are looked for where rows are deleted by key. */
    static DeleteMode mode(long seed, Mistake mistake) {
        return mistake == Mistake.NONE && seed % 3 == 1 ? DeleteMode.POSITION : DeleteMode.EQUALITY;
    }

    static int formatVersion(long seed, Mistake mistake) {
        return mode(seed, mistake) == DeleteMode.POSITION && seed % 2 == 0 ? 3 : 2;
    }

    /** The writer of one process. */
    static TableWriter writer(Path spill) {
        return new TableWriter(WriteOptions.DEFAULT, index(spill, "-keys"));
    }

    static KeyIndex index(Path spill, String suffix) {
        try {
            return new KeyIndex(
                    Files.createDirectories(spill.resolveSibling(spill.getFileName() + suffix)), INDEX_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
