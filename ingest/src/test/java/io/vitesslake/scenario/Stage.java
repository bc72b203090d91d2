package io.vitesslake.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitess.proto.Query.QueryResult;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What a script works with: writes whose outcome is kept, streams whose events are written down. One thread. */
final class Stage {

    /** A table in no stream: a write to it is an empty transaction there. */
    private static final String ELSEWHERE = "scenario_elsewhere";

    private final Scene scene;
    private final Map<Shard, ShardLines> lines = new TreeMap<>();
    private final Map<Shard, Map<String, TreeMap<Long, String>>> truth = new TreeMap<>();
    private final Map<Shard, Map<String, TreeMap<Long, String>>> streamed = new TreeMap<>();
    private final Map<Shard, QueryResult> lastKeys = new TreeMap<>();
    private long elsewhere;

    Stage(Scene scene, List<String> tables) {
        this.scene = scene;
        scene.createTable(ELSEWHERE);
        tables.forEach(scene::createTable);
        for (Shard shard : scene.shards()) {
            lines.put(shard, new ShardLines(scene.executed(shard)));
            truth.put(shard, new TreeMap<>());
            streamed.put(shard, new TreeMap<>());
        }
    }

    Shard first() {
        return scene.shards().get(0);
    }

    Shard second() {
        return scene.shards().get(1);
    }

    /** One transaction on each shard. */
    void runEverywhere(Write... writes) {
        scene.shards().forEach(shard -> run(shard, writes));
    }

    void run(Shard shard, Write... writes) {
        scene.run(shard, List.of(writes));
        for (Write write : writes) {
            TreeMap<Long, String> rows = truth.get(shard).computeIfAbsent(write.table(), t -> new TreeMap<>());
            rows.remove(write.id());
            if (write.kind() != Write.Kind.DELETE) {
                rows.put(write.newId(), write.value());
            }
        }
    }

    /** Rows with keys 1 to count on each shard. */
    void fill(String table, int count) {
        runEverywhere(LongStream.rangeClosed(1, count)
                .mapToObj(id -> Write.insert(table, id, "first " + id))
                .toArray(Write[]::new));
    }

    /** A transaction that matches no stream, on each shard. */
    void runElsewhere() {
        runEverywhere(Write.insert(ELSEWHERE, ++elsewhere, "x"));
    }

    Vgtid seed(String... tables) {
        List<TablePk> seeds = Stream.of(tables).map(TablePk::notCopiedYet).toList();
        return everywhere(shard -> new ShardPosition(ShardPosition.State.EMPTY, GtidSet.EMPTY, seeds));
    }

    Vgtid now() {
        return everywhere(shard -> ShardPosition.at(scene.executed(shard)));
    }

    private Vgtid everywhere(Function<Shard, ShardPosition> position) {
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        scene.shards().forEach(shard -> positions.put(shard, position.apply(shard)));
        return Vgtid.of(positions);
    }

    /** A shard's position with a table copied up to a key; the form of the key as a stream of this script told it. */
    ShardPosition copiedTo(ShardPosition at, Shard shard, String table, long key) {
        ByteString text = ByteString.copyFromUtf8(Long.toString(key));
        QueryResult last = lastKeys.get(shard).toBuilder()
                .setRows(0, Query.Row.newBuilder().addLengths(text.size()).setValues(text))
                .build();
        return with(at, new TablePk(table, last.toByteArray()));
    }

    static ShardPosition with(ShardPosition at, TablePk table) {
        List<TablePk> tables = new ArrayList<>(at.tablePks());
        tables.add(table);
        return new ShardPosition(at.state(), at.gtids(), tables);
    }

    /** Opens a stream, under a title; all events of it are written down until it is closed. */
    Watch open(String title, Vgtid start, String... tables) {
        lines.values().forEach(shard -> shard.title(title));
        List<TableRule> rules = Stream.of(tables).map(TableRule::everything).toList();
        return new Watch(scene, lines, streamed, new StreamRequest(start, rules, TabletType.PRIMARY));
    }

    /** Reads all there is, to the end of a last transaction elsewhere, so that nothing that came is left unread. */
    void readAll(Watch watch) {
        watch.untilCaughtUp();
        runElsewhere();
        watch.untilCaughtUp();
    }

    /** A copy from the start that is closed after its first packets. */
    void beginCopy(String table) {
        lines.values()
                .forEach(shard -> shard.title("A copy that is cut, not written down: packets end where they like"));
        Map<Shard, ShardLines> unwritten = new TreeMap<>();
        scene.shards().forEach(shard -> unwritten.put(shard, new ShardLines(GtidSet.EMPTY)));
        StreamRequest request =
                new StreamRequest(seed(table), List.of(TableRule.everything(table)), TabletType.PRIMARY);
        try (Watch watch = new Watch(scene, unwritten, streamed, request)) {
            watch.untilCopying();
            scene.shards().forEach(shard -> lastKeys.put(shard, watch.lastKey(shard)));
        }
        // What a client had at the keys that the script goes on from, whatever the packets were.
        streamed.values().forEach(tables -> tables.remove(table));
    }

    /** Rows that a client has of the copy up to a key. */
    void hasCopied(Shard shard, String table, long key) {
        streamed.get(shard)
                .computeIfAbsent(table, t -> new TreeMap<>())
                .putAll(truth.get(shard).get(table).headMap(key, true));
    }

    void expectRowsOfSource(String table) {
        assertThat(rowsOf(streamed, table)).isEqualTo(rowsOf(truth, table));
    }

    void expectOtherRowsThanSource(String table) {
        assertThat(rowsOf(streamed, table)).isNotEqualTo(rowsOf(truth, table));
    }

    private static Map<Shard, TreeMap<Long, String>> rowsOf(
            Map<Shard, Map<String, TreeMap<Long, String>>> all, String table) {
        Map<Shard, TreeMap<Long, String>> rows = new TreeMap<>();
        all.forEach((shard, tables) -> rows.put(shard, tables.getOrDefault(table, new TreeMap<>())));
        return rows;
    }

    void expectAllCopied(Watch watch, boolean expected) {
        assertThat(watch.hasAllCopied()).isEqualTo(expected);
    }

    /** What each shard sent, the first shard's first. */
    String sheet() {
        StringBuilder sheet = new StringBuilder();
        int number = 0;
        for (ShardLines shard : lines.values()) {
            sheet.append("== shard ").append(++number).append('\n');
            shard.lines().forEach(line -> sheet.append(line).append('\n'));
        }
        return sheet.toString();
    }
}
