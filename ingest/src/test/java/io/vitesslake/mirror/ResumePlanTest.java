package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.decode.LossCounts;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResumePlanTest {

    private static final String UUID = "c193faaa-e581-11f1-81fd-02fc00000001";
    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");

    @Test
    void aTableThatIsNotInTheLakeIsCopiedFromTheStartOfEveryShard() {
        ResumePlan plan = plan(Map.of("orders", Optional.empty()));
        assertThat(plan.groups()).isEmpty();
        assertThat(plan.copies())
                .containsExactly(new ResumePlan.Start(
                        List.of("orders"),
                        Vgtid.of(Map.of(
                                LOW, ShardPosition.copyFromStart("orders"),
                                HIGH, ShardPosition.copyFromStart("orders")))));
    }

    @Test
    void anUnfinishedCopyGoesOnAtItsOwnPosition() {
        Vgtid half = Vgtid.of(Map.of(
                LOW,
                at("1-5"),
                HIGH,
                new ShardPosition(
                        ShardPosition.State.AT, gtids("1-3"), List.of(new TablePk("orders", new byte[] {1})))));
        ResumePlan plan = plan(Map.of("orders", cursor(half)));
        assertThat(plan.copies()).containsExactly(new ResumePlan.Start(List.of("orders"), half));
    }

    @Test
    void runningTablesShareAStreamFromWhatAllOfThemHold() {
        ResumePlan plan = plan(Map.of(
                "a", cursor(Vgtid.of(Map.of(LOW, at("1-9"), HIGH, at("1-2")))),
                "b", cursor(Vgtid.of(Map.of(LOW, at("1-5:8"), HIGH, at("1-7"))))));
        assertThat(plan.groups())
                .containsExactly(
                        new ResumePlan.Start(List.of("a", "b"), Vgtid.of(Map.of(LOW, at("1-5:8"), HIGH, at("1-2")))));
    }

    @Test
    void tablesOfDifferentShardSetsNeverShareAStream() {
        Shard whole = new Shard("commerce", "-");
        ResumePlan plan = plan(Map.of(
                "a", cursor(Vgtid.of(Map.of(whole, at("1-9")))),
                "b", cursor(Vgtid.of(Map.of(LOW, at("1-9"), HIGH, at("1-9"))))));
        assertThat(plan.groups())
                .extracting(ResumePlan.Start::tables)
                .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    @Test
    void positionsWithNothingInCommonNeverMakeAStartFromNothing() {
        ResumePlan plan = plan(
                Map.of("a", cursor(Vgtid.of(Map.of(LOW, at("1-3")))), "b", cursor(Vgtid.of(Map.of(LOW, at("4-9"))))));
        assertThat(plan.groups()).hasSize(2);
        assertThat(plan.groups())
                .allSatisfy(group ->
                        assertThat(ResumePlan.isStart(group.position())).isTrue());
    }

    @Test
    void tablesThatLagFarBehindRunUpTogetherBesideTheOthers() {
        ResumePlan plan = plan(Map.of(
                "busy", cursor(Vgtid.of(Map.of(LOW, at("1-500000"), HIGH, at("1-300000")))),
                "busy2", cursor(Vgtid.of(Map.of(LOW, at("1-499000"), HIGH, at("1-291001")))),
                "idle", cursor(Vgtid.of(Map.of(LOW, at("1-500000"), HIGH, at("1-200000")))),
                "idle2", cursor(Vgtid.of(Map.of(LOW, at("1-100000"), HIGH, at("1-300000"))))));
        assertThat(plan.groups())
                .containsExactly(
                        new ResumePlan.Start(
                                List.of("busy", "busy2"), Vgtid.of(Map.of(LOW, at("1-499000"), HIGH, at("1-291001")))),
                        new ResumePlan.Start(
                                List.of("idle", "idle2"), Vgtid.of(Map.of(LOW, at("1-100000"), HIGH, at("1-200000")))));
    }

    @Test
    void theBoundToBeingFarBehindIsCountedOverAllShards() {
        long far = ResumePlan.FAR_BEHIND;
        for (long more : List.of(0L, 1L)) {
            ResumePlan plan = plan(Map.of(
                    "ahead",
                    cursor(Vgtid.of(Map.of(LOW, at("1-" + (far + 1)), HIGH, at("1-" + (far + 1))))),
                    "behind",
                    cursor(Vgtid.of(Map.of(LOW, at("1-" + (far / 2 + 1 - more)), HIGH, at("1-" + (far / 2 + 1)))))));
            assertThat(plan.groups()).hasSize(more == 0 ? 1 : 2);
        }
    }

    @Test
    void aStoppedTableIsTriedAgainInAStreamOfItsOwn() {
        TableState.Stopped stopped = new TableState.Stopped("schema-change", "Cannot follow it.", Instant.EPOCH);
        Vgtid position = Vgtid.of(Map.of(LOW, at("1-9"), HIGH, at("1-9")));
        ResumePlan plan = plan(Map.of(
                "a", cursor(position),
                "b", cursor(position).map(cursor -> cursor.stopped(stopped)),
                "c", cursor(position).map(cursor -> cursor.stopped(stopped)),
                "d", cursor(position)));
        assertThat(plan.groups()).containsExactly(new ResumePlan.Start(List.of("a", "d"), position));
        assertThat(plan.retries())
                .containsExactly(
                        new ResumePlan.Start(List.of("b"), position), new ResumePlan.Start(List.of("c"), position));
    }

    @Test
    void aTableThatStoppedInItsCopyGoesOnCopying() {
        TableState.Stopped stopped = new TableState.Stopped("schema-change", "Cannot follow it.", Instant.EPOCH);
        Vgtid fresh = ResumePlan.copyFromScratch("orders", List.of(LOW));
        ResumePlan plan = plan(Map.of("orders", cursor(fresh).map(cursor -> cursor.stopped(stopped))));
        assertThat(plan.copies()).containsExactly(new ResumePlan.Start(List.of("orders"), fresh));
        assertThat(plan.retries()).isEmpty();
    }

    private static ResumePlan plan(Map<String, Optional<TableCursor>> cursors) {
        SortedMap<String, Optional<TableCursor>> sorted = new TreeMap<>(cursors);
        return ResumePlan.of(sorted, List.of(LOW, HIGH));
    }

    private static Optional<TableCursor> cursor(Vgtid vgtid) {
        return Optional.of(new TableCursor(
                TableState.RUNNING,
                vgtid,
                new TreeMap<>(),
                new TreeMap<>(),
                OptionalLong.empty(),
                CopyCursor.NONE,
                OptionalLong.empty(),
                LossCounts.NONE,
                LaggingShards.NONE));
    }

    private static ShardPosition at(String intervals) {
        return ShardPosition.at(gtids(intervals));
    }

    private static GtidSet gtids(String intervals) {
        return GtidSet.parse("MySQL56/" + UUID + ":" + intervals);
    }
}
