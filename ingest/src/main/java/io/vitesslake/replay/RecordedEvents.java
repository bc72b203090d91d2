package io.vitesslake.replay;

import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.vitess.proto.Vtgate;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Walks the events of a recorded response. Rows are counted and stepped over: a bench reads millions of them. */
final class RecordedEvents {

    private static final int EVENT = tag(Vtgate.VStreamResponse.EVENTS_FIELD_NUMBER);
    private static final int ROW_EVENT = tag(VEvent.ROW_EVENT_FIELD_NUMBER);
    private static final int EVENT_GTID = tag(VEvent.EVENT_GTID_FIELD_NUMBER);
    private static final int SHARD = tag(VEvent.SHARD_FIELD_NUMBER);
    private static final int TIMESTAMP = VEvent.TIMESTAMP_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int TABLE_NAME = tag(RowEvent.TABLE_NAME_FIELD_NUMBER);
    private static final int ROW_CHANGE = tag(RowEvent.ROW_CHANGES_FIELD_NUMBER);

    private RecordedEvents() {}

    /** Receives the events in order. */
    interface Visitor {

        /** Any event but ROW. */
        void event(VEvent event, Bytes bytes);

        /** @param copied whether the rows come from a table copy, which tells neither time nor GTID, and not from the binlog */
        void rows(String shard, boolean copied, Segment rows);
    }

    static void walk(byte[] response, Visitor visitor) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(response);
            while (!in.isAtEnd()) {
                int start = in.getTotalBytesRead();
                int tag = in.readTag();
                if (tag != EVENT) {
                    in.skipField(tag);
                    continue;
                }
                int length = in.readRawVarint32();
                int from = in.getTotalBytesRead();
                in.skipRawBytes(length);
                Bytes bytes = new Bytes(response, start, from + length - start);
                if (!walkRows(CodedInputStream.newInstance(response, from, length), bytes, visitor)) {
                    visitor.event(VEvent.parser().parseFrom(response, from, length), bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a recorded response. Record the stream again.", e);
        }
    }

    private static boolean walkRows(CodedInputStream event, Bytes bytes, Visitor visitor) throws IOException {
        String table = "";
        String shard = "";
        boolean copied = true;
        int rows = 0;
        while (!event.isAtEnd()) {
            int tag = event.readTag();
            if (tag == ROW_EVENT) {
                int limit = event.pushLimit(event.readRawVarint32());
                for (int field = event.readTag(); field != 0; field = event.readTag()) {
                    rows += field == ROW_CHANGE ? 1 : 0;
                    if (field == TABLE_NAME) {
                        table = bareName(event.readString());
                    } else {
                        event.skipField(field);
                    }
                }
                event.popLimit(limit);
            } else if (tag == SHARD) {
                shard = event.readString();
            } else {
                copied &= tag != TIMESTAMP && tag != EVENT_GTID;
                event.skipField(tag);
            }
        }
        if (!table.isEmpty()) {
            visitor.rows(shard, copied, new Segment(Segment.Kind.ROWS, table, rows, bytes));
        }
        return !table.isEmpty();
    }

    static Segment field(VEvent event, Bytes bytes) {
        return new Segment(Segment.Kind.FIELD, bareName(event.getFieldEvent().getTableName()), 0, bytes);
    }

    /** A copy's events carry neither a time nor a GTID. */
    static boolean isCopied(VEvent event) {
        return event.getTimestamp() == 0 && event.getEventGtid().isEmpty();
    }

    static String bareName(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}
