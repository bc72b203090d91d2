package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CopyRatesTest {

    private static final Instant START = Instant.ofEpochSecond(1_000_000);

    private final CopyRates rates = new CopyRates();

    @Test
    void theRateIsThatOfTheLastSecondsAlone() {
        measure(0, 0);
        assertThat(measure(0.5, 5000).copiedPerSecond()).as("too early to tell").isZero();
        assertThat(measure(2, 20_000).copiedPerSecond()).isEqualTo(10_000);
        TableProgress last = null;
        for (int second = 3; second <= 40; second++) {
            last = measure(second, 20_000 + 100L * (second - 2));
        }
        assertThat(last.copiedPerSecond()).isBetween(99L, 101L);
    }

    @Test
    void aCopyThatHasComeToAHaltHasNoRateAndNoEnd() {
        measure(0, 0);
        assertThat(measure(2, 20_000).remaining()).contains(Duration.ofSeconds(8));
        TableProgress last = null;
        for (int second = 3; second <= 20; second++) {
            last = measure(second, 20_000);
        }
        assertThat(last.copiedPerSecond()).isZero();
        assertThat(last.remaining()).isEmpty();
    }

    @Test
    void aCopyThatGoesBackStartsItsWindowAnew() {
        measure(0, 50_000);
        measure(5, 90_000);
        measure(6, 10_000);
        assertThat(measure(8, 12_000).copiedPerSecond()).isEqualTo(1000);
    }

    @Test
    void beforeItsEndACopyIsNeverComplete() {
        assertThat(new CopyCount(0, 3000).percent()).hasValue(0);
        assertThat(new CopyCount(1200, 3000).percent()).hasValue(40);
        assertThat(new CopyCount(2999, 3000).percent()).hasValue(99);
        assertThat(new CopyCount(9000, 3000).percent()).hasValue(99);
        assertThat(new CopyCount(Long.MAX_VALUE / 2, 3).percent()).hasValue(99);
        assertThat(new CopyCount(9000, 0).percent()).isEmpty();
    }

    private TableProgress measure(double second, long rows) {
        return rates.measure(
                START.plusMillis((long) (second * 1000)),
                new TableProgress("orders", TableState.COPYING, rows, rows, 100_000, 0));
    }
}
