package io.vitesslake.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a position over shards says about copies, resuming and order. */
final class VgtidTest {

    private static final String UUID = "0a4ba4f5-5ad5-11ef-8a2c-0242ac110002";
    private static final Shard LEFT = new Shard("commerce", "-80");
    private static final Shard RIGHT = new Shard("commerce", "80-");

    @Test
    void aTableIsCopyingWhileOneShardListsItOrHasNoGtid() {
        Vgtid running = both(at("1-5"), at("1-7"));
        assertThat(running.isCopying("orders")).isFalse();
        Vgtid seeded = running.with(LEFT, ShardPosition.copyFromStart("orders"));
        assertThat(seeded.isCopying("orders")).isTrue();
        assertThat(seeded.isCopying(RIGHT, "orders")).isFalse();
        Vgtid midway = running.with(
                RIGHT,
                new ShardPosition(
                        ShardPosition.State.AT,
                        GtidSet.parse(UUID + ":1-9"),
                        List.of(new TablePk("orders", new byte[] {1, 2}))));
        assertThat(midway.isCopying("orders")).isTrue();
        assertThat(midway.isCopying("customer")).isFalse();
        assertThat(running.with(LEFT, ShardPosition.CURRENT).isCopying("orders"))
                .isTrue();
        assertThat(running.with(LEFT, ShardPosition.EMPTY).isCopying("orders")).isTrue();
    }

    @Test
    void currentIsNoPlaceToResumeFrom() {
        assertThat(both(at("1-5"), ShardPosition.CURRENT).isResumable()).isFalse();
        assertThat(both(at("1-5"), ShardPosition.EMPTY).isResumable()).isTrue();
    }

    @Test
    void intersectionAndUnionGoShardByShardAndDropCopyProgress() {
        Vgtid a = both(at("1-5"), at("1-9"));
        Vgtid b = both(
                at("1-7"),
                new ShardPosition(
                        ShardPosition.State.AT, GtidSet.parse(UUID + ":1-4"), List.of(TablePk.notCopiedYet("orders"))));
        assertThat(a.intersect(b)).isEqualTo(both(at("1-5"), at("1-4")));
        assertThat(a.union(b)).isEqualTo(both(at("1-7"), at("1-9")));
        assertThat(a.containsAll(b)).isFalse();
        assertThat(b.containsAll(a)).isFalse();
        assertThat(a.union(b).containsAll(b)).isTrue();
    }

    @Test
    void positionsOfDifferentShardSetsAreNeverCompared() {
        Vgtid whole = Vgtid.of(Map.of(new Shard("commerce", "-"), at("1-5")));
        assertThat(whole.sameShards(both(at("1-5"), at("1-9")))).isFalse();
        assertThat(both(at("1-5"), at("1-9")).containsAll(whole)).isFalse();
        assertThatThrownBy(() -> whole.intersect(both(at("1-5"), at("1-9"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different shard sets");
        assertThatThrownBy(() -> whole.union(Vgtid.of(Map.of(new Shard("commerce", "-"), ShardPosition.EMPTY))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEmptyGtidSetIsNotTheEmptyPosition() {
        assertThat(ShardPosition.at(GtidSet.EMPTY)).isNotEqualTo(ShardPosition.EMPTY);
        assertThat(ShardPosition.at(GtidSet.EMPTY).isCopying("orders")).isFalse();
    }

    @Test
    void copyProgressIsComparedByContentAndInNoOrder() {
        TablePk a = new TablePk("a", new byte[] {1});
        TablePk b = new TablePk("b", new byte[] {2});
        assertThat(new ShardPosition(ShardPosition.State.AT, GtidSet.EMPTY, List.of(b, a)))
                .isEqualTo(new ShardPosition(
                        ShardPosition.State.AT, GtidSet.EMPTY, List.of(new TablePk("a", new byte[] {1}), b)));
        assertThat(a).isNotEqualTo(new TablePk("a", new byte[] {3}));
        assertThatThrownBy(() -> new ShardPosition(ShardPosition.State.AT, GtidSet.EMPTY, List.of(a, a)))
                .hasMessageContaining("twice");
    }

    @Test
    void whatWasHeldBeforeAReshardStaysHeldOnTheShardsThatRemain() {
        Shard replacement = new Shard(RIGHT.keyspace(), "80-c0");
        Vgtid crossed = Vgtid.of(Map.of(LEFT, at("1-5"), replacement, at("1-2")));
        assertThat(crossed.plus(both(at("1-9"), at("1-30"))))
                .isEqualTo(Vgtid.of(Map.of(LEFT, at("1-9"), replacement, at("1-2"))));
        assertThat(crossed.plus(both(at("1-4"), at("1-30")))).isEqualTo(crossed);
    }

    @Test
    void changingOneShardLeavesTheOriginalAlone() {
        Vgtid before = both(at("1-5"), at("1-9"));
        Vgtid after = before.with(LEFT, at("1-6"));
        assertThat(before.position(LEFT)).isEqualTo(at("1-5"));
        assertThat(after.position(LEFT)).isEqualTo(at("1-6"));
        assertThat(after.shards()).containsExactly(LEFT, RIGHT);
    }

    private static ShardPosition at(String interval) {
        return ShardPosition.at(GtidSet.parse(UUID + ":" + interval));
    }

    private static Vgtid both(ShardPosition left, ShardPosition right) {
        return Vgtid.of(Map.of(LEFT, left, RIGHT, right));
    }
}
