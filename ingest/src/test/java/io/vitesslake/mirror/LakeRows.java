package io.vitesslake.mirror;

import io.vitesslake.replay.Truth;
import io.vitesslake.tables.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Reads a lake table through Iceberg's own generic reader and sums it up as MySQL did when the truth was recorded. */
final class LakeRows {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private LakeRows() {}

    static Truth sum(LakeTables tables, String table) {
        long rows = 0;
        long checksum = 0;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(tables.load(table).orElseThrow().iceberg()).build()) {
            for (Record row : records) {
                CRC32 crc = new CRC32();
                crc.update(text(row).getBytes(StandardCharsets.UTF_8));
                checksum += crc.getValue();
                rows++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Truth(table, rows, checksum);
    }

    private static String text(Record row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(text(row.get(i)));
        }
        return String.join("#", values);
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        } else if (value instanceof OffsetDateTime time) {
            return MICROS.format(time);
        } else if (value instanceof LocalDateTime time) {
            return MICROS.format(time);
        }
        return value == null ? "NULL" : value.toString();
    }
}
