package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes recorded steps as one stream gets them: only its tables, with its own VGTID, and with a FIELD before the first row of each
 * table on each shard wherever the stream starts. Not thread-safe.
 */
final class StepWriter {

    private final Positions positions;
    private final Set<String> tables;
    private final Deque<Payload> out;
    private final Map<TableOnShard, Segment> lastFields = new HashMap<>();
    private final Set<TableOnShard> described = new HashSet<>();

    private record TableOnShard(String shard, String table) {}

    StepWriter(Positions positions, Set<String> tables, Deque<Payload> out) {
        this.positions = positions;
        this.tables = tables;
        this.out = out;
    }

    /** A step that this stream does not get, but whose FIELD events hold for later rows. */
    void pass(Step step) {
        for (List<Segment> response : step.responses()) {
            response.stream()
                    .filter(segment -> segment.kind() == Segment.Kind.FIELD)
                    .forEach(field -> lastFields.put(new TableOnShard(step.shard(), field.table()), field));
        }
    }

    void write(Step step) {
        write(step, tables);
    }

    /** Only position and boundaries of a step, as while its table waits for its copy. */
    void writeEmptied(Step step) {
        write(step, Set.of());
    }

    private void write(Step step, Set<String> wanted) {
        positions.advance(step.shard(), step.gtids());
        for (List<Segment> response : step.responses()) {
            List<Segment> parts = new ArrayList<>();
            response.forEach(segment -> write(step, segment, wanted, parts));
            if (!parts.isEmpty()) {
                out.add(Payload.of(parts));
            }
        }
        pass(step);
    }

    private void write(Step step, Segment segment, Set<String> wanted, List<Segment> parts) {
        switch (segment.kind()) {
            case BEGIN, END, OTHER -> parts.add(segment);
            case POSITION -> parts.add(positions.event(step.shard()));
            case DDL -> parts.add(concerns(segment, wanted) ? segment : asOther(segment));
            case FIELD -> {
                if (wanted.contains(segment.table())) {
                    described.add(new TableOnShard(step.shard(), segment.table()));
                    parts.add(segment);
                }
            }
            case ROWS -> {
                if (wanted.contains(segment.table())) {
                    describe(step, segment, parts);
                    parts.add(segment);
                }
            }
        }
    }

    private void describe(Step step, Segment rows, List<Segment> parts) {
        TableOnShard key = new TableOnShard(step.shard(), rows.table());
        if (described.add(key) && lastFields.containsKey(key)) {
            Segment field = lastFields.get(key);
            VEvent begin = step.responses().get(0).get(0).bytes().event();
            VEvent now = field.bytes().event().toBuilder()
                    .setTimestamp(begin.getTimestamp())
                    .setEventGtid(begin.getEventGtid())
                    .build();
            parts.add(new Segment(Segment.Kind.FIELD, field.table(), 0, Bytes.of(now)));
        }
    }

    private static boolean concerns(Segment ddl, Set<String> wanted) {
        String statement = ddl.bytes().event().getStatement();
        return wanted.stream()
                .anyMatch(table -> Pattern.compile("(?i)(?<!\\w)" + Pattern.quote(table) + "(?!\\w)")
                        .matcher(statement)
                        .find());
    }

    private static Segment asOther(Segment ddl) {
        VEvent other = ddl.bytes().event().toBuilder()
                .setType(VEventType.OTHER)
                .clearStatement()
                .build();
        return Segment.of(Segment.Kind.OTHER, Bytes.of(other));
    }
}
