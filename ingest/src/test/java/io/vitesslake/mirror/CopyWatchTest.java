package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which signs in a stream mean that a copy is no longer whole. Sequences as a VTGate 24.0.2 sent them, and as it must not. */
final class CopyWatchTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final ShardPosition START = ShardPosition.copyFromStart("orders");
    private static final ShardPosition SEED = copying(new byte[0]);
    private static final ShardPosition MIDDLE = copying(new byte[] {1});
    private static final ShardPosition FURTHER = copying(new byte[] {2});
    private static final ShardPosition DONE = ShardPosition.at(gtids());

    private final CopyWatch watch = new CopyWatch(setup(true));

    @Test
    void anUninterruptedCopyIsWhole() {
        assertThat(watch.begins(LOW, both(START, START))).isEmpty();
        assertThat(watch.moves(both(START, START), both(SEED, START))).isEmpty();
        assertThat(watch.moves(both(SEED, START), both(MIDDLE, START))).isEmpty();
        assertThat(watch.moves(both(MIDDLE, START), both(DONE, START))).isEmpty();
    }

    @Test
    void aCopyThatGoesOnBehindItsLastKeyIsWhole() {
        watch.begins(LOW, both(START, START));
        assertThat(watch.moves(both(MIDDLE, START), both(MIDDLE, START))).isEmpty();
        assertThat(watch.begins(LOW, both(MIDDLE, START))).isEmpty();
        assertThat(watch.moves(both(MIDDLE, START), both(FURTHER, START))).isEmpty();
    }

    @Test
    void aCopyThatGoesOnWithinAKeyThatMySqlMisordersIsNot() {
        CopyWatch misordered = new CopyWatch(setup(false));
        assertThat(misordered.begins(LOW, both(START, START))).isEmpty();
        assertThat(misordered.begins(LOW, both(SEED, START))).isEmpty();
        assertThat(misordered.begins(LOW, both(MIDDLE, START)))
                .hasValueSatisfying(why -> assertThat(why).contains("interrupted", "-80", "[id]"));
    }

    @Test
    void aShardThatIsCopiedTwiceIsNoted() {
        assertThat(watch.begins(LOW, both(DONE, MIDDLE))).isPresent();
        assertThat(watch.moves(both(DONE, MIDDLE), both(SEED, MIDDLE))).isPresent();
    }

    @Test
    void aShardThatIsCompleteWithoutHavingBegunIsNoted() {
        watch.begins(HIGH, both(START, START));
        assertThat(watch.moves(both(SEED, SEED), both(DONE, SEED)))
                .hasValueSatisfying(why -> assertThat(why).contains("-80"));
        assertThat(watch.moves(both(SEED, SEED), both(SEED, DONE))).isEmpty();
    }

    @Test
    void whatBegunBeforeTheStreamWasOpenedAgainCountsNoLonger() {
        watch.begins(LOW, both(START, START));
        watch.reset();
        assertThat(watch.moves(both(MIDDLE, START), both(DONE, START))).isPresent();
    }

    @Test
    void aCopyThatGoesBackToItsStartIsNoted() {
        watch.begins(LOW, both(START, START));
        assertThat(watch.moves(both(MIDDLE, START), both(SEED, START))).isPresent();
    }

    @Test
    void aShardThatIsReshardedBeforeItsCopyIsCompleteIsNoted() {
        Vgtid lowIsSplit = Vgtid.of(
                Map.of(new Shard("commerce", "-40"), DONE, new Shard("commerce", "40-80"), DONE, HIGH, MIDDLE));
        assertThat(watch.moves(both(MIDDLE, MIDDLE), lowIsSplit)).isPresent();
        assertThat(watch.moves(both(DONE, MIDDLE), lowIsSplit)).isEmpty();
    }

    private static TableSetup setup(boolean resumable) {
        return new TableSetup(
                new TableIdentity("commerce", "orders"),
                List.of("id"),
                TestTables.policy("orders"),
                0,
                false,
                resumable);
    }

    private static ShardPosition copying(byte[] lastPk) {
        return new ShardPosition(ShardPosition.State.AT, gtids(), List.of(new TablePk("orders", lastPk)));
    }

    private static GtidSet gtids() {
        return GtidSet.parse("0a4ba4f5-5ad5-11ef-8a2c-0242ac110002:1-5");
    }

    private static Vgtid both(ShardPosition low, ShardPosition high) {
        return Vgtid.of(Map.of(LOW, low, HIGH, high));
    }
}
