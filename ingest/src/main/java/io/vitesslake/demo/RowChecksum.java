package io.vitesslake.demo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Counts and sums rows as {@link io.vitesslake.replay.Truth} defines it, from the values that a reader of the lake gives. */
final class RowChecksum {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    private long rows;
    private long sum;

    void add(List<Object> row) {
        CRC32 crc = new CRC32();
        String text = row.stream().map(RowChecksum::text).collect(Collectors.joining("#"));
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        rows++;
        sum += crc.getValue();
    }

    long rows() {
        return rows;
    }

    long sum() {
        return sum;
    }

    private static String text(Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof OffsetDateTime time) {
            return MICROS.format(time.withOffsetSameInstant(ZoneOffset.UTC));
        }
        return value instanceof LocalDateTime time ? MICROS.format(time) : value.toString();
    }
}
