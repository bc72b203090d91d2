package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.vitess.proto.Vtgate;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Walks the events of a recorded response, each with the bytes it came in. */
final class RecordedEvents {

    private static final int EVENT_TAG =
            (Vtgate.VStreamResponse.EVENTS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private RecordedEvents() {}

    /** Receives the events in order. */
    interface Visitor {
        void visit(VEvent event, Bytes bytes);
    }

    static void walk(byte[] response, Visitor visitor) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(response);
            while (!in.isAtEnd()) {
                int start = in.getTotalBytesRead();
                int tag = in.readTag();
                if (tag != EVENT_TAG) {
                    in.skipField(tag);
                    continue;
                }
                int length = in.readRawVarint32();
                int from = in.getTotalBytesRead();
                VEvent event = VEvent.parser().parseFrom(response, from, length);
                in.skipRawBytes(length);
                visitor.visit(event, new Bytes(response, start, from + length - start));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a recorded response. Record the stream again.", e);
        }
    }

    /** FIELD or ROW event as a segment. */
    static Segment tableSegment(VEvent event, Bytes bytes) {
        return event.hasFieldEvent()
                ? new Segment(Segment.Kind.FIELD, bareName(event.getFieldEvent().getTableName()), 0, bytes)
                : new Segment(
                        Segment.Kind.ROWS,
                        bareName(event.getRowEvent().getTableName()),
                        event.getRowEvent().getRowChangesCount(),
                        bytes);
    }

    /** A copied row carries neither a time nor a GTID (vtgate takes it from a SELECT, not from the binlog). */
    static boolean fromBinlog(VEvent event) {
        return event.getTimestamp() != 0 || !event.getEventGtid().isEmpty();
    }

    static String bareName(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}
