package io.vitesslake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.Vgtid;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One key that is looked at again and again. */
final class SuspectsTest {

    private final Tally tally = new Tally(1, 10);
    private final Suspects suspects = new Suspects(new Digester(), everyBucket(), 10);
    private long sequence;

    private static BitSet everyBucket() {
        BitSet buckets = new BitSet();
        buckets.set(0, Buckets.COUNT);
        return buckets;
    }

    /** A look at which the checkpoint just before has written the row of the lake. */
    private final class OneRow implements Look {

        private final long number = ++sequence;
        private final String source;
        private final String lake;

        OneRow(String source, String lake) {
            this.source = source;
            this.lake = lake;
        }

        @Override
        public LakeStanding standing() {
            throw new AssertionError("not asked here");
        }

        @Override
        public long sequenceNumber() {
            return number;
        }

        @Override
        public Vgtid source() {
            throw new AssertionError("not asked here");
        }

        @Override
        public Layout layout() {
            return new Layout(List.of("id", "v"), List.of(ValueKind.INTEGER, ValueKind.TEXT), List.of(0));
        }

        @Override
        public void readSource(RowSink sink) {
            sink.row(new String[] {"1", source}, 0);
        }

        @Override
        public void readLake(RowSink sink) {
            sink.row(new String[] {"1", lake}, number);
        }
    }

    @Test
    void aRowThatChangesBetweenAllLooksIsEqualOnceTheLakeShowsWhatTheLookBeforeSaw() {
        suspects.look(new OneRow("b", "a"), tally);
        assertThat(suspects.isSettled()).isFalse();
        suspects.look(new OneRow("d", "b"), tally);
        assertThat(suspects.isSettled()).isTrue();
        assertThat(tally.findings().equal()).isTrue();
    }

    @Test
    void aRowThatNoLookHasSeenAtTheSourceStaysOpen() {
        suspects.look(new OneRow("b", "a"), tally);
        suspects.look(new OneRow("d", "c"), tally);
        suspects.look(new OneRow("f", "a"), tally);
        assertThat(suspects.isSettled()).isFalse();
        assertThat(suspects.open()).isEqualTo(1);
    }
}
