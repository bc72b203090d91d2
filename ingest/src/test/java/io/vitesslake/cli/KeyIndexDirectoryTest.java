package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.DataSize;
import io.vitesslake.config.KeyIndexConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyIndexDirectoryTest {

    private static final DataSize DISK = new DataSize(1 << 20);

    @TempDir
    private Path directory;

    @Test
    void oneThatIsGivenIsMadeAndStays() throws IOException {
        Path given = directory.resolve("a/b");
        try (KeyIndexDirectory keys = KeyIndexDirectory.open(new KeyIndexConfig(Optional.of(given), DISK))) {
            Files.writeString(keys.path().resolve("kept"), "");
        }
        assertThat(given.resolve("kept")).exists();
    }

    @Test
    void oneThatIsNotGivenIsGoneWithTheProcess() throws IOException {
        Path path;
        try (KeyIndexDirectory keys = KeyIndexDirectory.open(new KeyIndexConfig(Optional.empty(), DISK))) {
            path = keys.path();
            Files.writeString(path.resolve("some"), "");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void oneThatCannotBeUsedIsAWrongConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> KeyIndexDirectory.open(new KeyIndexConfig(Optional.of(file), DISK)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                .hasMessageContaining("key-index.directory");
    }
}
