package io.vitesslake.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.StructLike;
import org.junit.jupiter.api.Test;

/** Different keys have different digests, and a key has the same one however its values are held. */
class KeyDigestTest {

    private static List<Long> digest(Object... values) {
        KeyDigest digest = new KeyDigest().of(new Key(values));
        return List.of(digest.high(), digest.low());
    }

    @Test
    void keysThatDifferInAnyWayHaveDifferentDigests() {
        List<Object[]> keys = new ArrayList<>();
        for (long number :
                new long[] {0, 1, -1, 127, 128, -128, -129, 255, 256, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
            keys.add(new Object[] {number});
            keys.add(new Object[] {number, 0L});
            keys.add(new Object[] {0L, number, number});
        }
        for (String text :
                List.of("", " ", "a", "a ", "A", "ab", "\0", "x".repeat(14), "x".repeat(15), "x".repeat(300))) {
            keys.add(new Object[] {text, "b"});
            keys.add(new Object[] {"b", text});
        }
        keys.add(new Object[] {"ab", "c"});
        keys.add(new Object[] {"a", "bc"});
        Set<String> written = new HashSet<>();
        Set<List<Long>> digests = new HashSet<>();
        for (Object[] key : keys) {
            written.add(List.of(key).toString());
            digests.add(digest(key));
        }
        assertThat(digests).hasSameSizeAs(written);
    }

    @Test
    void aKeyIsTheSameInEveryFormThatIcebergHoldsItIn() {
        assertThat(digest(7)).isEqualTo(digest(7L));
        assertThat(digest(new StringBuilder("key"))).isEqualTo(digest("key"));
        ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2).slice();
        assertThat(digest(part)).isEqualTo(digest(ByteBuffer.wrap(new byte[] {1, 2})));
        assertThat(part.remaining()).isEqualTo(2);
        assertThat(digest(new BigDecimal("1.50"))).isEqualTo(digest(BigDecimal.valueOf(150, 2)));
    }

    @Test
    void shortKeysAreTheirOwnBytesAndLongOnesAreMarked() {
        assertThat(digest(1L, 2L).get(0)).isPositive();
        assertThat(digest("a text of more than fifteen bytes").get(0)).isNegative();
    }

    @Test
    void aValueThatNoKeyHasIsRefused() {
        assertThatThrownBy(() -> digest(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> digest((Object) null)).hasMessageContaining("null");
    }

    private record Key(Object... values) implements StructLike {

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public <T> T get(int position, Class<T> type) {
            return type.cast(values[position]);
        }

        @Override
        public <T> void set(int position, T value) {
            throw new UnsupportedOperationException();
        }
    }
}
