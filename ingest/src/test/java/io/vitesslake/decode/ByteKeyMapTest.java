package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Names found by their bytes. */
final class ByteKeyMapTest {

    @Test
    void everyNameIsFoundWhereverItLiesInTheBuffer() {
        ByteKeyMap<Integer> map = new ByteKeyMap<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] name = ("table" + i).getBytes(StandardCharsets.UTF_8);
            assertThat(map.find(name, 0, name.length)).isNull();
            map.put(name, 0, name.length, i);
        }
        for (int i = 0; i < 1_000; i++) {
            byte[] padded = ("xx table" + i + " yy").getBytes(StandardCharsets.UTF_8);
            assertThat(map.find(padded, 3, padded.length - 6)).isEqualTo(i);
        }
    }

    @Test
    void theEmptyNameIsAName() {
        ByteKeyMap<String> map = new ByteKeyMap<>();
        assertThat(map.find(new byte[0], 0, 0)).isNull();
        map.put(new byte[0], 0, 0, "none");
        assertThat(map.find(new byte[] {1, 2}, 1, 0)).isEqualTo("none");
    }
}
