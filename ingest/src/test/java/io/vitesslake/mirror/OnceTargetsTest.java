package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnceTargetsTest {

    private static final String TWO = "-80 80-";
    private static final String FOUR = "-40 40-80 80-c0 c0-";

    private final SteppedClock clock = new SteppedClock(Instant.EPOCH);
    private Vgtid source = at(TWO, 20);
    private final OnceTargets targets = new OnceTargets(() -> source, clock);

    @Test
    void aTableIsDoneWhereTheSourceWasAtTheStart() {
        source = at(TWO, 30);
        assertThat(targets.isReachedAt(at(TWO, 19))).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(targets.isReachedAt(at(TWO, 20))).isTrue();
    }

    @Test
    void aReferenceTableIsDoneOnItsOneShard() {
        assertThat(targets.isReachedAt(at("80-", 19))).isFalse();
        assertThat(targets.isReachedAt(at("80-", 20))).isTrue();
    }

    @Test
    void aTableThatFollowsShardsWhichServedForAWhileIsNotDoneBeforeItIsBackFromThem() {
        assertThat(targets.isReachedAt(at(TWO, 5))).isFalse();
        assertThat(targets.isReachedAt(at(FOUR, 7))).isFalse();
        source = at(TWO, 30);
        clock.advance(Duration.ofMinutes(1));
        assertThat(targets.isReachedAt(at(FOUR, 40))).isFalse();
        assertThat(targets.isReachedAt(at(TWO, 29))).isFalse();
        assertThat(targets.isReachedAt(at(TWO, 30))).isTrue();
    }

    @Test
    void aTableWhoseShardsAreReplacedMeanwhileIsToReachWhatTheOthersHaveThen() {
        assertThat(targets.isReachedAt(at(FOUR, 1))).isFalse();
        source = at(FOUR, 3);
        clock.advance(Duration.ofSeconds(5));
        assertThat(targets.isReachedAt(at(FOUR, 2))).isFalse();
        source = at(FOUR, 9);
        clock.advance(Duration.ofMinutes(1));
        assertThat(targets.isReachedAt(at(FOUR, 3))).isTrue();
    }

    @Test
    void aTableThatHadEverythingAtTheStartStaysDoneThoughAnotherIsOnNewShards(@TempDir Path directory) {
        TestTables tables = new TestTables(directory);
        TableSync done = tables.saved("orders", 1, at(TWO, 20), Optional.empty());
        assertThat(targets.isReached(done)).isTrue();
        source = at(FOUR, 3);
        clock.advance(Duration.ofMinutes(1));
        assertThat(targets.isReachedAt(at(FOUR, 2))).isFalse();
        assertThat(targets.isReached(done)).isTrue();
        assertThat(targets.isReached(tables.saved("customer", 1, at(TWO, 20), Optional.empty())))
                .isFalse();
    }

    private static Vgtid at(String shards, int last) {
        TreeMap<Shard, ShardPosition> positions = new TreeMap<>();
        for (String shard : shards.split(" ")) {
            positions.put(
                    new Shard("commerce", shard),
                    ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-" + last)));
        }
        return Vgtid.of(positions);
    }
}
