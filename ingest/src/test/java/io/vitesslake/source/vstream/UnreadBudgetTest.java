package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What may lie unread, whatever the sizes of messages and the speed of the reader. */
final class UnreadBudgetTest {

    private static final int MAX = 10 << 20;

    @Test
    void unreadBytesStayBelowTheLimitUnlessAMessageIsLargerThanAllBefore() {
        long seed = System.nanoTime();
        System.out.println("UnreadBudgetTest seed " + seed);
        Random random = new Random(seed);
        UnreadBudget budget = new UnreadBudget(MAX);
        ArrayDeque<Integer> unread = new ArrayDeque<>();
        long bytes = 0;
        int granted = budget.start();
        assertThat(granted).isPositive();
        for (int step = 0; step < 20_000; step++) {
            if (granted > 0 && (unread.isEmpty() || random.nextInt(3) > 0)) {
                int size = random.nextInt(256 << 10);
                unread.add(size);
                bytes += size;
                granted += budget.received(size) - 1;
            } else {
                int size = unread.remove();
                bytes -= size;
                granted += budget.delivered(size);
            }
            assertThat(bytes).as("seed %d", seed).isLessThanOrEqualTo(MAX);
            assertThat(granted + unread.size()).as("never stuck, seed %d", seed).isPositive();
        }
    }

    @Test
    void aMessageLargerThanTheLimitIsTakenAloneAndTheStreamGoesOn() {
        UnreadBudget budget = new UnreadBudget(1_000);
        assertThat(budget.start()).isEqualTo(1);
        assertThat(budget.received(5_000)).isZero();
        assertThat(budget.delivered(5_000)).isEqualTo(1);
        assertThat(budget.received(10)).isZero();
        assertThat(budget.delivered(10)).isEqualTo(1);
    }

    @Test
    void nothingIsAskedForWhileTheReaderStandsStill() {
        UnreadBudget budget = new UnreadBudget(MAX);
        int granted = budget.start();
        long received = 0;
        while (granted > 0 && received <= MAX) {
            granted += budget.received(250_000) - 1;
            received += 250_000;
        }
        assertThat(received).isBetween(MAX / 2L, (long) MAX);
    }
}
