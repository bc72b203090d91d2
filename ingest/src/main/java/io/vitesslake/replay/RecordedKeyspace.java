package io.vitesslake.replay;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.TableInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that was recorded of one keyspace: the running stream ({@code main}), a copy of each table, and what the catalog says of them.
 *
 * <p>The parts fit when {@code main} starts before every copy's snapshot: a copy then goes on with the transactions of {@code main}
 * that its snapshot does not hold. Immutable; any thread.
 */
public final class RecordedKeyspace {

    private final String name;
    private final List<TableInfo> tables;
    private final MainRecording main;
    private final SortedMap<String, CopyRecording> copies;

    RecordedKeyspace(String name, List<TableInfo> tables, MainRecording main, Map<String, CopyRecording> copies) {
        this.name = Objects.requireNonNull(name, "name");
        this.tables = List.copyOf(tables);
        this.main = Objects.requireNonNull(main, "main");
        this.copies = new TreeMap<>(copies);
    }

    /**
     * Reads recorded responses.
     *
     * @param main responses of a stream of all tables, opened at {@code current} before the copies
     * @param copies by table: responses of a stream of that table alone, opened with an empty GTID
     */
    public static RecordedKeyspace parse(
            String name,
            List<TableInfo> tables,
            Iterable<byte[]> main,
            Map<String, ? extends Iterable<byte[]>> copies) {
        Map<String, CopyRecording> parsed = new TreeMap<>();
        copies.forEach((table, responses) -> parsed.put(table, CopyParser.parse(table, responses)));
        return new RecordedKeyspace(name, tables, MainParser.parse(main), parsed);
    }

    /** The same keyspace as if nothing had been written since its start: its copies, and silence. */
    public RecordedKeyspace withoutChanges() {
        MainRecording silent = new MainRecording(List.of(new Epoch(main.first().start(), List.of())));
        return new RecordedKeyspace(name, tables, silent, copies);
    }

    public String name() {
        return name;
    }

    /** Sorted by name as given. */
    public List<TableInfo> tables() {
        return tables;
    }

    /** Shards before the first reshard, sorted. */
    public List<String> shards() {
        return main.first().start().keySet().stream().sorted().toList();
    }

    /** Where every shard stands before the first recorded transaction. */
    public Map<String, GtidSet> start() {
        return main.first().start();
    }

    /** Where every shard stands at the end of the recording, with the shards of then. */
    public Map<String, GtidSet> end() {
        return main.last().end();
    }

    /** Rows in all copies. */
    public long copiedRows() {
        return copies.values().stream()
                .flatMap(copy -> copy.units().stream())
                .mapToLong(unit ->
                        unit instanceof CopyUnit.Packet packet ? packet.rows().rows() : 0)
                .sum();
    }

    /** Row changes in {@code main}. */
    public long changes() {
        return main.epochs().stream()
                .flatMap(epoch -> epoch.steps().stream())
                .flatMap(step -> step.responses().stream())
                .flatMap(List::stream)
                .mapToLong(Segment::rows)
                .sum();
    }

    Set<String> tableNames() {
        return tables.stream().map(TableInfo::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    MainRecording main() {
        return main;
    }

    SortedMap<String, CopyRecording> copies() {
        return copies;
    }

    RecordedKeyspace named(TableNaming naming) {
        Map<String, CopyRecording> renamed = new TreeMap<>();
        copies.forEach((table, copy) -> renamed.put(table, naming.apply(copy)));
        return new RecordedKeyspace(name, tables, naming.apply(main), renamed);
    }
}
