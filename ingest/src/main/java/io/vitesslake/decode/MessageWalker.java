package io.vitesslake.decode;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;

/**
 * Steps through the fields of one serialized protobuf message without creating objects. Reused from message to message
 * by one thread. Source of the format: protobuf's "Encoding" page; groups are not in Vitess' messages and are refused.
 */
final class MessageWalker {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private static final byte[] NOTHING = new byte[0];

    private byte[] buffer = NOTHING;
    private int position;
    private int end;
    private int field;
    private int start;
    private int length;
    private long value;

    void open(byte[] newBuffer, int offset, int newLength) {
        buffer = newBuffer;
        position = offset;
        end = offset + newLength;
    }

    /** Lets go of the message, which may be large. */
    void forget() {
        open(NOTHING, 0, 0);
    }

    /** Moves to the next field; false at the end of the message. */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        switch ((int) tag & 7) {
            case VARINT -> value = varint();
            case LENGTH_DELIMITED -> {
                long size = varint();
                start = position;
                length = (int) size;
                skip(size);
            }
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            default -> throw malformed("wire type " + (tag & 7) + " in field " + field);
        }
        return true;
    }

    /** Number of the current field. */
    int field() {
        return field;
    }

    /** Where the content of the current length-delimited field starts in the buffer. */
    int start() {
        return start;
    }

    /** Bytes of the current length-delimited field. */
    int length() {
        return length;
    }

    /** Value of the current varint field. */
    long value() {
        return value;
    }

    private long varint() {
        if (position < end && buffer[position] >= 0) {
            return buffer[position++];
        }
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= end) {
                throw malformed("a number is cut off");
            }
            byte b = buffer[position++];
            result |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    private void skip(long size) {
        if (size < 0 || size > end - position) {
            throw malformed("field " + field + " needs " + size + " bytes, " + (end - position) + " are left");
        }
        position += (int) size;
    }

    private CodedException malformed(String why) {
        return new CodedException(
                ErrorCode.SOURCE,
                "malformed-response",
                "Cannot decode a response of VTGate: " + why + " (byte " + position + " of " + buffer.length
                        + "). Check that source.vtgate is a VTGate of Vitess 21 to 24 and that no proxy changes its"
                        + " answers.");
    }
}
