package io.vitesslake.decode;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.VEventType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Query.Field;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.decode.WireEvent.Range;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks the responses of one stream and tells a {@link SourceListener} what they hold. Rows are handed on as ranges of
 * the response, with no object per row; the rare events use the generated classes.
 *
 * <p>Left out, because they carry nothing to mirror: rows and shapes of Vitess' internal tables, VERSION, SAVEPOINT,
 * ROWS_QUERY, binlog bookkeeping, and JOURNAL (not sent unless a flag asks for it, and VTGate then crosses the reshard
 * by itself). Refused, because a mirror without them would be wrong: statement events, and unknown events that carry data.
 *
 * <p>One decoder per stream; one thread.
 */
public final class EventDecoder {

    /**
     * ROWS_QUERY of Vitess 24, unknown to the messages this is built with: the SQL text behind the row events that
     * follow.
     */
    private static final int ROWS_QUERY = 22;

    private static final int EVENTS = 1;
    private static final int ROW_CHANGES = 2;
    private static final Shard NO_SHARD = new Shard("", "");

    private final MessageWalker events = new MessageWalker();
    private final MessageWalker rowEvent = new MessageWalker();
    private final WireEvent event = new WireEvent();
    private final Range rowTable = new Range();
    private final RowImages images = new RowImages();
    private final ShardNames shards = new ShardNames();
    private final ByteKeyMap<TableName> tables = new ByteKeyMap<>();
    private final VgtidDecoder vgtids = new VgtidDecoder();
    private String eventGtid = "";

    /**
     * @param response a serialized {@code vtgate.VStreamResponse}; lent to the listener for the length of each call
     * @throws CodedException SOURCE when it is malformed or holds what cannot be mirrored; events before that have been
     * told
     */
    public void decode(byte[] response, SourceListener listener) {
        events.open(response, 0, response.length);
        while (events.next()) {
            if (events.field() == EVENTS) {
                event.read(response, events.start(), events.length());
                dispatch(response, listener);
            }
        }
    }

    private void dispatch(byte[] buffer, SourceListener listener) {
        switch (event.type) {
            case VEventType.ROW_VALUE -> rows(buffer, listener);
            case VEventType.FIELD_VALUE -> fields(buffer, listener);
            case VEventType.BEGIN_VALUE -> listener.begin(shard(buffer), eventGtid(buffer), event.timestamp);
            case VEventType.COMMIT_VALUE -> listener.commit(shard(buffer), eventGtid(buffer), event.timestamp);
            case VEventType.VGTID_VALUE ->
                listener.position(vgtids.decode(buffer, event.vgtid.start, event.vgtid.length));
            case VEventType.DDL_VALUE ->
                listener.ddl(shard(buffer), eventGtid(buffer), event.timestamp, text(buffer, event.statement));
            case VEventType.OTHER_VALUE -> listener.other(shard(buffer));
            case VEventType.HEARTBEAT_VALUE -> listener.heartbeat();
            case VEventType.COPY_COMPLETED_VALUE -> {
                // Without a shard it says that all shards have told so, which is known already.
                if (!event.shard.isEmpty()) {
                    listener.shardCopied(shard(buffer));
                }
            }
            case VEventType.JOURNAL_VALUE,
                    VEventType.VERSION_VALUE,
                    VEventType.SAVEPOINT_VALUE,
                    VEventType.GTID_VALUE,
                    VEventType.LASTPK_VALUE,
                    VEventType.PREVIOUS_GTIDS_VALUE,
                    ROWS_QUERY -> {}
            default -> refuseUnlessEmpty(buffer);
        }
    }

    private void rows(byte[] buffer, SourceListener listener) {
        boolean internal = false;
        rowTable.start = 0;
        rowTable.length = 0;
        rowEvent.open(buffer, event.row.start, event.row.length);
        // The table comes before the rows and is_internal_table after them, so the rows are stepped over once.
        while (rowEvent.next()) {
            switch (rowEvent.field()) {
                case 1 -> rowTable.set(rowEvent);
                case 6 -> internal = rowEvent.value() != 0;
                default -> {}
            }
        }
        TableName table = table(buffer);
        if (internal || table.internal()) {
            return;
        }
        Shard shard = shard(buffer);
        boolean copied = event.timestamp == 0 && event.eventGtid.isEmpty();
        rowEvent.open(buffer, event.row.start, event.row.length);
        while (rowEvent.next()) {
            if (rowEvent.field() == ROW_CHANGES) {
                if (images.complete(buffer, rowEvent.start(), rowEvent.length())) {
                    listener.row(shard, table.bare(), copied, buffer, rowEvent.start(), rowEvent.length());
                } else {
                    listener.partialRow(shard, table.bare(), partialImage(buffer, shard, table));
                }
            }
        }
    }

    private void fields(byte[] buffer, SourceListener listener) {
        FieldEvent message;
        try {
            message = FieldEvent.parser().parseFrom(buffer, event.fields.start, event.fields.length);
        } catch (InvalidProtocolBufferException e) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "malformed-response",
                    "Cannot decode a FIELD event of " + where(buffer) + ": " + e.getMessage()
                            + ". Check that source.vtgate is a VTGate of Vitess 21 to 24.",
                    e);
        }
        Shard shard = shard(buffer);
        TableName table = TableName.of(message.getTableName(), shard.keyspace());
        if (message.getIsInternalTable() || table.internal()) {
            return;
        }
        List<SourceColumn> columns = new ArrayList<>(message.getFieldsCount());
        for (Field field : message.getFieldsList()) {
            columns.add(new SourceColumn(
                    field.getName(),
                    field.getTypeValue(),
                    field.getColumnType(),
                    field.getCharset(),
                    field.getFlags(),
                    Integer.toUnsignedLong(field.getColumnLength()),
                    field.getDecimals()));
        }
        boolean copied = event.timestamp == 0 && event.eventGtid.isEmpty();
        listener.fields(shard, table.bare(), copied, columns);
    }

    private void refuseUnlessEmpty(byte[] buffer) {
        VEventType type = VEventType.forNumber(event.type);
        String name = type == null ? "of the unknown type " + event.type : type.name();
        switch (event.type) {
            case VEventType.INSERT_VALUE,
                    VEventType.REPLACE_VALUE,
                    VEventType.UPDATE_VALUE,
                    VEventType.DELETE_VALUE,
                    VEventType.SET_VALUE ->
                throw new CodedException(
                        ErrorCode.SOURCE,
                        "statement-event",
                        "Cannot mirror an event " + name + " of " + where(buffer)
                                + ": it holds SQL instead of rows, so what it changed is unknown. Find the session"
                                + " that sets binlog_format=STATEMENT (or MIXED), make it use ROW, then run"
                                + " `vitesslake recopy TABLE` for the tables that it wrote.");
            default -> {
                if (event.type == VEventType.ROLLBACK_VALUE || event.carriesData()) {
                    throw new CodedException(
                            ErrorCode.SOURCE,
                            "unknown-event",
                            "Cannot mirror an event " + name + " of " + where(buffer)
                                    + ": what it does to rows is unknown. Use a vitesslake that supports this version"
                                    + " of Vitess, or run `vitesslake recopy TABLE` for the tables of that transaction.");
                }
            }
        }
    }

    private CodedException partialImage(byte[] buffer, Shard shard, TableName table) {
        return new CodedException(
                ErrorCode.SOURCE,
                "partial-image",
                "Cannot mirror a row of table " + table.bare() + " in " + where(buffer)
                        + ": MySQL wrote only some of its columns. Set binlog_row_image=FULL and"
                        + " binlog_row_value_options='' on every MySQL of " + shard.keyspace()
                        + ", globally and in sessions, then run `vitesslake recopy "
                        + table.bare() + "`.");
    }

    private TableName table(byte[] buffer) {
        TableName known = tables.find(buffer, rowTable.start, rowTable.length);
        return known != null
                ? known
                : tables.put(
                        buffer,
                        rowTable.start,
                        rowTable.length,
                        TableName.of(text(buffer, rowTable), shard(buffer).keyspace()));
    }

    private Shard shard(byte[] buffer) {
        return event.keyspace.isEmpty()
                ? NO_SHARD
                : shards.shard(
                        buffer, event.keyspace.start, event.keyspace.length, event.shard.start, event.shard.length);
    }

    private String eventGtid(byte[] buffer) {
        if (event.eventGtid.isEmpty()) {
            return "";
        }
        String now = text(buffer, event.eventGtid);
        // BEGIN and COMMIT of one transaction share the string; it may be kept for long by those who buffer.
        eventGtid = now.equals(eventGtid) ? eventGtid : now;
        return eventGtid;
    }

    private String where(byte[] buffer) {
        String gtid = text(buffer, event.eventGtid);
        return "shard " + shard(buffer) + ", transaction " + (gtid.isEmpty() ? "without GTID" : gtid);
    }

    private static String text(byte[] buffer, Range range) {
        return new String(buffer, range.start, range.length, StandardCharsets.UTF_8);
    }
}
