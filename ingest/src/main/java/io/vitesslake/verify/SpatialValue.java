package io.vitesslake.verify;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A spatial value as its SRID and its WKB. MySQL keeps four bytes of SRID, little endian, before the WKB (manual, Internal Geometry
 * Storage Format); the lake has WKB, and EWKB when the SRID is not 0: the type word has the flag 0x20000000 and the SRID follows it.
 */
final class SpatialValue {

    private static final int SRID_FLAG = 0x20000000;

    private SpatialValue() {}

    static String ofSource(byte[] value) {
        if (value.length < Integer.BYTES) {
            return CanonicalText.unreadable(HexFormat.of().formatHex(value));
        }
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        int srid = buffer.getInt();
        return spelling(srid, buffer);
    }

    static String ofLake(byte[] value) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(value);
            byte order = buffer.get();
            buffer.order(order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int type = buffer.getInt();
            if ((type & SRID_FLAG) == 0) {
                return spelling(0, buffer.rewind());
            }
            int srid = buffer.getInt();
            ByteBuffer wkb = ByteBuffer.allocate(value.length - Integer.BYTES).order(buffer.order());
            wkb.put(order).putInt(type & ~SRID_FLAG).put(buffer).flip();
            return spelling(srid, wkb);
        } catch (BufferUnderflowException e) {
            return CanonicalText.unreadable(HexFormat.of().formatHex(value));
        }
    }

    private static String spelling(int srid, ByteBuffer wkb) {
        return "SRID " + Integer.toUnsignedString(srid) + " "
                + HexFormat.of()
                        .formatHex(wkb.array(), wkb.arrayOffset() + wkb.position(), wkb.arrayOffset() + wkb.limit());
    }
}
