package io.vitesslake.mirror;

import io.vitesslake.replay.Truth;
import io.vitesslake.tables.LakeRows;
import io.vitesslake.tables.LakeTables;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Reads a lake table through Iceberg's own generic reader and sums it up as MySQL did when the truth was recorded. */
final class LakeSum {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private LakeSum() {}

    static Truth sum(LakeTables tables, String table) {
        AtomicLong rows = new AtomicLong();
        AtomicLong checksum = new AtomicLong();
        LakeRows.read(tables.load(table).orElseThrow(), row -> {
            CRC32 crc = new CRC32();
            crc.update(text(row).getBytes(StandardCharsets.UTF_8));
            checksum.addAndGet(crc.getValue());
            rows.incrementAndGet();
        });
        return new Truth(table, rows.get(), checksum.get());
    }

    private static String text(List<Object> row) {
        return row.stream().map(LakeSum::text).collect(Collectors.joining("#"));
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
