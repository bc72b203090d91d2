package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Vtgate;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A piece of a serialized {@code VStreamResponse}: one or more whole events with their tags. Pieces put one after the other are a
 * response again, because events are a repeated field. The array is never changed.
 */
record Bytes(byte[] array, int offset, int length) {

    static Bytes of(VEvent event) {
        byte[] array =
                new byte[CodedOutputStream.computeMessageSize(Vtgate.VStreamResponse.EVENTS_FIELD_NUMBER, event)];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(array);
            out.writeMessage(Vtgate.VStreamResponse.EVENTS_FIELD_NUMBER, event);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: writing to memory", e);
        }
        return new Bytes(array, 0, array.length);
    }

    /** The events in this piece; for rare ones only, since each becomes objects. */
    Vtgate.VStreamResponse events() {
        try {
            return Vtgate.VStreamResponse.parser().parseFrom(array, offset, length);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("Cannot read a recorded event. Record the stream again.", e);
        }
    }

    VEvent event() {
        return events().getEvents(0);
    }

    /** Whether the other piece starts where this one ends. */
    boolean touches(Bytes next) {
        return array == next.array && offset + length == next.offset;
    }

    Bytes and(Bytes next) {
        return new Bytes(array, offset, length + next.length);
    }
}
