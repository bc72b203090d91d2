package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.vstream.VgtidCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LaggingShardsTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final Set<Shard> BOTH = Set.of(LOW, HIGH);
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final GtidSet BEHIND = GtidSet.parse("MySQL56/c193faaa-e581-11f1-81fd-02fc00000001:6-7:9");
    private static final LaggingShards LAGGING = new LaggingShards(
            new TreeMap<>(Map.of(LOW, new Lag(SINCE, BEHIND), HIGH, new Lag(Instant.EPOCH, GtidSet.EMPTY))));

    private static final CursorCodec CODEC = new CursorCodec(VgtidCodec.text(), "test");
    private static final TableIdentity ORDERS = new TableIdentity("commerce", "orders");

    @Test
    void whatIsSavedReadsBackAsItWas() {
        String text = LAGGING.print();
        assertThat(text)
                .isEqualTo("[{\"shard\":\"-80\",\"since\":\"2026-01-02T03:04:05.678901Z\","
                        + "\"behind\":\"MySQL56/c193faaa-e581-11f1-81fd-02fc00000001:6-7:9\"},"
                        + "{\"shard\":\"80-\",\"since\":\"1970-01-01T00:00:00Z\"}]");
        assertThat(LaggingShards.parse(text, BOTH)).isEqualTo(LAGGING);
    }

    @Test
    void itIsAPropertyOfTheSnapshotOnlyWhileAShardLags() {
        assertThat(CODEC.print(ORDERS, cursor(LAGGING))).containsEntry("lagging", LAGGING.print());
        Map<String, String> none = CODEC.print(ORDERS, cursor(LaggingShards.NONE));
        assertThat(none).doesNotContainKey("lagging");
        assertThat(CODEC.parse("orders", none).lagging().isNone()).isTrue();
        assertThat(LaggingShards.parse(LaggingShards.NONE.print(), BOTH)).isEqualTo(LaggingShards.NONE);
    }

    @Test
    void fieldsAndShardsThatAreNotKnownAreKeptOut() {
        String text = LAGGING.print().replace("\"shard\"", "\"tablet\":\"zone1-101\",\"cause\":{\"a\":1},\"shard\"");
        assertThat(LaggingShards.parse(text, BOTH)).isEqualTo(LAGGING);
        assertThat(LaggingShards.parse(text, BOTH).print()).isEqualTo(LAGGING.print());
        assertThat(LaggingShards.parse(text, Set.of(LOW)).lags()).containsOnlyKeys(LOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "{\"shard\":\"-80\"}",
                "[{\"since\":\"2026-01-02T03:04:05Z\"}]",
                "[{\"shard\":\"-80\"}]",
                "[{\"shard\":\"-80\",\"since\":\"yesterday\"}]",
                "[{\"shard\":\"-80\",\"since\":\"2026-01-02T03:04:05Z\",\"behind\":\"a bit\"}]"
            })
    void whatIsNoSuchListIsRefusedWithTheValue(String text) {
        Map<String, String> properties = new HashMap<>(CODEC.print(ORDERS, cursor(LaggingShards.NONE)));
        properties.put("lagging", text);
        assertThatThrownBy(() -> CODEC.parse("orders", properties))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("checkpoint-unreadable"))
                .hasMessageContainingAll("orders", "lagging = " + text, "drop the lake table");
    }

    @Test
    void theSameStandstillIsTheSameHoweverFarItIsBehind() {
        LaggingShards further = new LaggingShards(new TreeMap<>(
                Map.of(LOW, new Lag(SINCE, GtidSet.EMPTY), HIGH, LAGGING.lags().get(HIGH))));
        assertThat(LAGGING.isSameStandstill(further)).isTrue();
        assertThat(LAGGING.isSameStandstill(LaggingShards.NONE)).isFalse();
        LaggingShards later = new LaggingShards(new TreeMap<>(Map.of(
                LOW, new Lag(SINCE.plusSeconds(1), BEHIND), HIGH, LAGGING.lags().get(HIGH))));
        assertThat(LAGGING.isSameStandstill(later)).isFalse();
    }

    @Test
    void aTableThatIsStoppedWaitsForNoShard() {
        TableState.Stopped stopped = new TableState.Stopped("schema-change", "Cannot follow it.", Instant.EPOCH);
        assertThat(cursor(LAGGING).stopped(stopped).lagging()).isEqualTo(LaggingShards.NONE);
    }

    private static TableCursor cursor(LaggingShards lagging) {
        return new TableCursor(
                TableState.RUNNING,
                Vgtid.of(Map.of(LOW, ShardPosition.EMPTY, HIGH, ShardPosition.EMPTY)),
                new TreeMap<>(),
                new TreeMap<>(),
                OptionalLong.empty(),
                CopyCursor.NONE,
                OptionalLong.empty(),
                LossCounts.NONE,
                lagging);
    }
}
