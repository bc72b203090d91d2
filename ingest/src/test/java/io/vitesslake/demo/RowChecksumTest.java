package io.vitesslake.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Pins that values are written as MySQL prints them, so that its checksums can be compared. */
final class RowChecksumTest {

    @Test
    void valuesAreTheTextThatMysqlPrints() {
        RowChecksum checksum = new RowChecksum();
        checksum.add(Arrays.asList(
                1L, "Zêta", null, new BigDecimal("-0.50"), OffsetDateTime.parse("2026-11-21T10:05:06.70+02:00")));
        assertThat(checksum.rows()).isEqualTo(1);
        assertThat(checksum.sum()).isEqualTo(crc("1#Zêta#NULL#-0.50#2026-11-21 08:05:06.700000"));
    }

    @Test
    void theSumDoesNotDependOnTheOrderOfRows() {
        RowChecksum one = new RowChecksum();
        one.add(Arrays.asList(1L, "a"));
        one.add(Arrays.asList(2L, "b"));
        RowChecksum other = new RowChecksum();
        other.add(Arrays.asList(2L, "b"));
        other.add(Arrays.asList(1L, "a"));
        assertThat(one.sum()).isEqualTo(other.sum());
    }

    private static long crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
