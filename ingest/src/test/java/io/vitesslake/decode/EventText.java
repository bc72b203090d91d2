package io.vitesslake.decode;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a listener is told, one line per call, and the same lines derived from the generated classes. */
final class EventText implements SourceListener {

    final List<String> lines = new ArrayList<>();

    @Override
    public void begin(Shard shard, String eventGtid, long commitSeconds) {
        lines.add("begin " + shard + " " + eventGtid + " " + commitSeconds);
    }

    @Override
    public void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns) {
        lines.add("fields " + shard + " " + table + " " + copied + " " + columns);
    }

    @Override
    public void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length) {
        try {
            RowChange change = RowChange.parseFrom(Arrays.copyOfRange(buffer, offset, offset + length));
            lines.add("row " + shard + " " + table + " " + copied + " " + change);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void position(Vgtid vgtid) {
        lines.add("position " + vgtid);
    }

    @Override
    public void partialRow(Shard shard, String table, CodedException error) {
        lines.add("partial " + shard + " " + table + " " + error.reason() + ": " + error.getMessage());
    }

    @Override
    public void commit(Shard shard, String eventGtid, long commitSeconds) {
        lines.add("commit " + shard + " " + eventGtid + " " + commitSeconds);
    }

    @Override
    public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {
        lines.add("ddl " + shard + " " + eventGtid + " " + commitSeconds + " " + statement);
    }

    @Override
    public void other(Shard shard) {
        lines.add("other " + shard);
    }

    @Override
    public void shardCopied(Shard shard) {
        lines.add("copied " + shard);
    }

    @Override
    public void heartbeat() {
        lines.add("heartbeat");
    }

    static List<String> ofDecoder(List<byte[]> responses) {
        EventText text = new EventText();
        EventDecoder decoder = new EventDecoder();
        responses.forEach(response -> decoder.decode(response, text));
        return text.lines;
    }

    /** The same lines without any code of the decoder. */
    static List<String> ofMessages(List<byte[]> responses) {
        EventText text = new EventText();
        try {
            for (byte[] response : responses) {
                VStreamResponse.parseFrom(response).getEventsList().forEach(text::tell);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        return text.lines;
    }

    private void tell(VEvent event) {
        Shard shard = new Shard(event.getKeyspace(), event.getShard());
        switch (event.getType()) {
            case BEGIN -> begin(shard, event.getEventGtid(), event.getTimestamp());
            case COMMIT -> commit(shard, event.getEventGtid(), event.getTimestamp());
            case DDL -> ddl(shard, event.getEventGtid(), event.getTimestamp(), event.getStatement());
            case OTHER -> other(shard);
            case HEARTBEAT -> heartbeat();
            case COPY_COMPLETED -> {
                if (!event.getShard().isEmpty()) {
                    shardCopied(shard);
                }
            }
            case VGTID -> position(vgtid(event));
            case FIELD -> tellFields(shard, event);
            case ROW -> tellRows(shard, event);
            default -> {}
        }
    }

    private void tellFields(Shard shard, VEvent event) {
        if (!event.getFieldEvent().getIsInternalTable()) {
            fields(
                    shard,
                    event.getFieldEvent().getTableName().replace(event.getKeyspace() + ".", ""),
                    event.getTimestamp() == 0 && event.getEventGtid().isEmpty(),
                    event.getFieldEvent().getFieldsList().stream()
                            .map(field -> new SourceColumn(
                                    field.getName(),
                                    field.getTypeValue(),
                                    field.getColumnType(),
                                    field.getCharset(),
                                    field.getFlags(),
                                    field.getColumnLength() & 0xffffffffL,
                                    field.getDecimals()))
                            .toList());
        }
    }

    private void tellRows(Shard shard, VEvent event) {
        if (event.getRowEvent().getIsInternalTable()) {
            return;
        }
        String table = event.getRowEvent().getTableName().replace(event.getKeyspace() + ".", "");
        boolean copied = event.getTimestamp() == 0 && event.getEventGtid().isEmpty();
        for (RowChange change : event.getRowEvent().getRowChangesList()) {
            byte[] bytes = change.toByteArray();
            row(shard, table, copied, bytes, 0, bytes.length);
        }
    }

    private static Vgtid vgtid(VEvent event) {
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        for (ShardGtid shardGtid : event.getVgtid().getShardGtidsList()) {
            positions.put(new Shard(shardGtid.getKeyspace(), shardGtid.getShard()), VgtidDecoder.position(shardGtid));
        }
        return Vgtid.of(positions);
    }
}
