package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.KeyIndexConfig;
import io.vitesslake.index.KeyIndex;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The key index of this process, and where it is kept. */
record KeyIndexDirectory(Path path, boolean temporary, KeyIndex index) implements AutoCloseable {

    static KeyIndexDirectory open(KeyIndexConfig config) {
        try {
            Path path = config.directory().isPresent()
                    ? Files.createDirectories(config.directory().get())
                    : Files.createTempDirectory("vitesslake-keys-");
            return new KeyIndexDirectory(
                    path,
                    config.directory().isEmpty(),
                    new KeyIndex(path, config.disk().bytes()));
        } catch (IOException | UncheckedIOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "no-key-index-directory",
                    "Cannot use a directory for the key index: " + e + ". Give a writable one by key-index.directory.",
                    e);
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            files.map(Path::toFile).forEach(File::delete);
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
