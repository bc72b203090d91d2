package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ShardTallyTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final ShardTally tally = new ShardTally();

    @Test
    void nothingIsKnownBeforeTheFirstTransaction() {
        assertThat(tally.look(NOW, true, true)).isEmpty();
    }

    @Test
    void aTransactionTellsHowLateItCame() {
        tally.took("MySQL56/uuid:7", NOW.getEpochSecond() - 40);
        ShardVitals vitals = tally.look(NOW, true, false).orElseThrow();
        assertThat(vitals.lag()).isEqualTo(Duration.ofSeconds(40));
        assertThat(vitals.gtid()).isEqualTo("MySQL56/uuid:7");
        assertThat(vitals.taken()).isEqualTo(NOW);
        assertThat(lag(10, true, false)).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void aShardIsNotBehindWhenVtgateHasNothingToSend() {
        tally.took("", NOW.getEpochSecond() - 40);
        lag(0, true, false);
        assertThat(lag(5, true, true)).isZero();
    }

    @Test
    void anIdleShardBesideABusyOneIsNotBehindOnceTheWatchdogWouldKnow() {
        tally.took("", NOW.getEpochSecond() - 600);
        lag(0, true, false);
        assertThat(lag(89, true, false)).isEqualTo(Duration.ofSeconds(600));
        assertThat(lag(91, true, false)).isZero();
    }

    @Test
    void aBrokenStreamFallsBehindByTheSecond() {
        tally.took("", NOW.getEpochSecond() - 2);
        lag(0, true, false);
        assertThat(lag(10, false, false)).isEqualTo(Duration.ofSeconds(12));
        assertThat(lag(200, false, true)).isEqualTo(Duration.ofSeconds(202));
    }

    @Test
    void aSourceWhoseClockIsAheadIsNoNegativeLag() {
        tally.took("", NOW.getEpochSecond() + 5);
        assertThat(lag(0, true, false)).isZero();
    }

    @Test
    void whatIsHandedOnKnowsHowItStoodAndHasCountedNothing() {
        tally.took("MySQL56/uuid:7", NOW.getEpochSecond() - 40);
        assertThat(tally.handedOn().look(NOW, true, false)).contains(vitals(0, Duration.ofSeconds(40)));
        lag(0, true, false);
        ShardTally next = tally.handedOn();
        assertThat(next.look(NOW.plusSeconds(5), true, false)).contains(vitals(0, Duration.ofSeconds(40)));
        assertThat(next.look(NOW.plusSeconds(6), true, true)).contains(vitals(0, Duration.ZERO));
        assertThat(new ShardTally().handedOn().look(NOW, true, true)).isEmpty();
    }

    @Test
    void ofTwoTheOneThatKnowsTheNewerTransactionCounts() {
        ShardTally older = new ShardTally();
        older.took("MySQL56/uuid:6", NOW.getEpochSecond() - 50);
        tally.took("MySQL56/uuid:7", NOW.getEpochSecond() - 40);
        assertThat(ShardTally.newer(older, tally)).isSameAs(tally);
        assertThat(ShardTally.newer(tally, older)).isSameAs(tally);
    }

    private static ShardVitals vitals(long transactions, Duration lag) {
        return new ShardVitals(transactions, "MySQL56/uuid:7", NOW.minusSeconds(40), NOW, lag);
    }

    private Duration lag(long seconds, boolean open, boolean quiet) {
        return tally.look(NOW.plusSeconds(seconds), open, quiet).orElseThrow().lag();
    }
}
