package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import io.vitess.proto.Vtgate;
import java.util.List;

/**
 * How ROW and FIELD events name their table: with the keyspace, or bare when the client set
 * {@code exclude_keyspace_from_table_name} (vstream_manager.go). Rewrites what was recorded the other way.
 *
 * @param prefix put before the bare name; empty or {@code keyspace.}
 */
record TableNaming(String prefix) {

    static TableNaming of(String keyspace, boolean bare) {
        return new TableNaming(bare ? "" : keyspace + ".");
    }

    MainRecording apply(MainRecording recording) {
        return new MainRecording(recording.epochs().stream()
                .map(epoch -> new Epoch(
                        epoch.start(), epoch.steps().stream().map(this::apply).toList()))
                .toList());
    }

    CopyRecording apply(CopyRecording recording) {
        return new CopyRecording(
                recording.table(), recording.units().stream().map(this::apply).toList());
    }

    private Step apply(Step step) {
        List<List<Segment>> responses = step.responses().stream()
                .map(segments -> segments.stream().map(this::apply).toList())
                .toList();
        return new Step(step.shard(), step.gtids(), responses);
    }

    private CopyUnit apply(CopyUnit unit) {
        if (unit instanceof CopyUnit.Start start) {
            return new CopyUnit.Start(start.shard(), start.position(), apply(start.field()));
        }
        if (unit instanceof CopyUnit.Packet packet) {
            return new CopyUnit.Packet(packet.shard(), apply(packet.rows()), packet.lastPk());
        }
        return unit;
    }

    private Segment apply(Segment segment) {
        if (segment.table().isEmpty() || segment.bytes().length() == 0) {
            return segment;
        }
        Vtgate.VStreamResponse.Builder events = segment.bytes().events().toBuilder();
        String name = prefix + segment.table();
        if (nameOf(events.getEvents(0)).equals(name)) {
            return segment;
        }
        for (VEvent.Builder event : events.getEventsBuilderList()) {
            if (event.hasFieldEvent()) {
                event.getFieldEventBuilder().setTableName(name);
            } else {
                event.getRowEventBuilder().setTableName(name);
            }
        }
        byte[] renamed = events.build().toByteArray();
        return new Segment(segment.kind(), segment.table(), segment.rows(), new Bytes(renamed, 0, renamed.length));
    }

    private static String nameOf(VEvent event) {
        return event.hasFieldEvent()
                ? event.getFieldEvent().getTableName()
                : event.getRowEvent().getTableName();
    }
}
