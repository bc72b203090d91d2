package io.vitesslake.decode;

import binlogdata.Binlogdata.RowChange;
import com.google.protobuf.ByteString;
import io.vitess.proto.Query.Row;
import io.vitesslake.source.SourceColumn;
import java.nio.charset.StandardCharsets;

/** Serialized row changes and columns as a VTGate sends them, made with the generated messages. */
public final class ChangeBytes {

    public static final int INT32 = 263;
    public static final int UINT32 = 776;
    public static final int INT64 = 265;
    public static final int VARCHAR = 6165;
    public static final int DECIMAL = 18;

    private static final int NOT_NULL_FLAG = 1;
    private static final int UTF8MB4 = 255;
    private static final int BINARY = 63;

    private ChangeBytes() {}

    public static SourceColumn column(String name, int type, String columnType, boolean notNull) {
        boolean text = type == VARCHAR || type == 6163 || type == 6167;
        return column(name, type, columnType, notNull, text ? UTF8MB4 : BINARY);
    }

    static SourceColumn column(String name, int type, String columnType, boolean notNull, int charset) {
        return new SourceColumn(name, type, columnType, charset, notNull ? NOT_NULL_FLAG : 0, 0, 0);
    }

    public static byte[] insert(Object... after) {
        return RowChange.newBuilder().setAfter(row(after)).build().toByteArray();
    }

    public static byte[] delete(Object... before) {
        return RowChange.newBuilder().setBefore(row(before)).build().toByteArray();
    }

    public static byte[] update(Object[] before, Object[] after) {
        return RowChange.newBuilder()
                .setBefore(row(before))
                .setAfter(row(after))
                .build()
                .toByteArray();
    }

    /** A row of texts, raw bytes and nulls. */
    static Row row(Object... values) {
        Row.Builder row = Row.newBuilder();
        ByteString bytes = ByteString.EMPTY;
        for (Object value : values) {
            byte[] text = value == null || value instanceof byte[]
                    ? (byte[]) value
                    : value.toString().getBytes(StandardCharsets.UTF_8);
            row.addLengths(text == null ? -1 : text.length);
            bytes = text == null ? bytes : bytes.concat(ByteString.copyFrom(text));
        }
        return row.setValues(bytes).build();
    }
}
