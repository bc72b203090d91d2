package io.vitesslake.bench;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.vitess.proto.Vtgate.VStreamResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One recorded ROW event, to be written again for every loop. Not thread-safe: {@link #size} prepares what {@link #write} writes. */
final class RowTemplate implements EventTemplate {

    private static final int DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final byte[] eventRest;
    private final byte[] rowsRest;
    private final String gtid;
    private final List<Change> changes = new ArrayList<>();
    private String newGtid = "";
    private int rowsSize;
    private int eventSize;

    private static final class Change {

        private final Optional<RowImage> before;
        private final Optional<RowImage> after;
        private int beforeSize;
        private int afterSize;
        private int size;

        Change(RowChange change, long[] strides) {
            before = change.hasBefore() ? Optional.of(new RowImage(change.getBefore(), strides)) : Optional.empty();
            after = change.hasAfter() ? Optional.of(new RowImage(change.getAfter(), strides)) : Optional.empty();
        }

        int size(int loop) {
            beforeSize = before.isPresent() ? before.get().size(loop) : 0;
            afterSize = after.isPresent() ? after.get().size(loop) : 0;
            size = (before.isPresent() ? RowImage.sized(RowChange.BEFORE_FIELD_NUMBER, beforeSize) : 0)
                    + (after.isPresent() ? RowImage.sized(RowChange.AFTER_FIELD_NUMBER, afterSize) : 0);
            return size;
        }

        void write(CodedOutputStream out) throws IOException {
            if (before.isPresent()) {
                open(out, RowChange.BEFORE_FIELD_NUMBER, beforeSize);
                before.get().write(out);
            }
            if (after.isPresent()) {
                open(out, RowChange.AFTER_FIELD_NUMBER, afterSize);
                after.get().write(out);
            }
        }
    }

    RowTemplate(VEvent event, long[] strides) {
        this.gtid = event.getEventGtid();
        this.eventRest =
                event.toBuilder().clearRowEvent().clearEventGtid().build().toByteArray();
        this.rowsRest =
                event.getRowEvent().toBuilder().clearRowChanges().build().toByteArray();
        event.getRowEvent().getRowChangesList().forEach(change -> changes.add(new Change(change, strides)));
    }

    @Override
    public int size(Loop loop) {
        newGtid = loop.gtid(gtid);
        rowsSize = rowsRest.length;
        for (Change change : changes) {
            rowsSize += RowImage.sized(RowEvent.ROW_CHANGES_FIELD_NUMBER, change.size(loop.number()));
        }
        eventSize = eventRest.length + RowImage.sized(VEvent.ROW_EVENT_FIELD_NUMBER, rowsSize);
        if (!newGtid.isEmpty()) {
            eventSize += CodedOutputStream.computeStringSize(VEvent.EVENT_GTID_FIELD_NUMBER, newGtid);
        }
        return RowImage.sized(VStreamResponse.EVENTS_FIELD_NUMBER, eventSize);
    }

    @Override
    public void write(CodedOutputStream out) throws IOException {
        open(out, VStreamResponse.EVENTS_FIELD_NUMBER, eventSize);
        out.writeRawBytes(eventRest);
        if (!newGtid.isEmpty()) {
            out.writeString(VEvent.EVENT_GTID_FIELD_NUMBER, newGtid);
        }
        open(out, VEvent.ROW_EVENT_FIELD_NUMBER, rowsSize);
        out.writeRawBytes(rowsRest);
        for (Change change : changes) {
            open(out, RowEvent.ROW_CHANGES_FIELD_NUMBER, change.size);
            change.write(out);
        }
    }

    private static void open(CodedOutputStream out, int field, int size) throws IOException {
        out.writeTag(field, DELIMITED);
        out.writeUInt32NoTag(size);
    }
}
