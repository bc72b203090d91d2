package io.vitesslake.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

    private static final long STAMP = 4711;

    @TempDir
    Path dir;

    private static KeyFile.Rows keys(int count) {
        return row -> {
            for (long key = 0; key < count; key++) {
                row.key(key / 3, key);
            }
        };
    }

    private static List<Long> find(KeyFile file, long high, long low) {
        List<Long> positions = new ArrayList<>();
        file.find(high, low, positions::add);
        return positions;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1000, 70_001})
    void everyKeyIsFoundWhereItStandsAndNoOther(int count) throws IOException {
        Path path = dir.resolve("keys");
        KeyFile made = KeyFile.create(path, STAMP, count, keys(count));
        KeyFile opened = KeyFile.open(path, STAMP, count);
        for (long key = 0; key < count; key++) {
            assertThat(find(made, key / 3, key)).containsExactly(key);
            assertThat(find(opened, key / 3, key)).containsExactly(key);
            assertThat(find(opened, key / 3 + 1, key)).isEmpty();
        }
        assertThat(find(opened, 0, count)).isEmpty();
        assertThat(Files.size(path)).isEqualTo(KeyFile.sizeOf(count));
    }

    @Test
    void aKeyThatStandsTwiceIsFoundTwice() throws IOException {
        KeyFile file = KeyFile.create(dir.resolve("keys"), STAMP, 3, row -> {
            row.key(1, 1);
            row.key(2, 2);
            row.key(1, 1);
        });
        assertThat(find(file, 1, 1)).containsExactly(0L, 2L);
    }

    @Test
    void aFileOfOtherContentIsNotOpened() throws IOException {
        Path path = dir.resolve("keys");
        KeyFile.create(path, STAMP, 100, keys(100));
        assertThatThrownBy(() -> KeyFile.open(path, STAMP + 1, 100)).hasMessageContaining("another data file");
        assertThatThrownBy(() -> KeyFile.open(path, STAMP, 90)).hasMessageContaining("bytes instead of");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(1000);
            int before = file.read();
            file.seek(1000);
            file.write(before ^ 1);
        }
        assertThatThrownBy(() -> KeyFile.open(path, STAMP, 100)).hasMessageContaining("checksum");
    }

    @Test
    void rowsThatAreNotThatManyLeaveNoFile() throws IOException {
        assertThatThrownBy(() -> KeyFile.create(dir.resolve("keys"), STAMP, 10, keys(11)))
                .hasMessageContaining("holds 11");
        assertThatThrownBy(() -> KeyFile.create(dir.resolve("keys"), STAMP, 10, keys(9)))
                .hasMessageContaining("holds 9");
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }
}
