package io.vitesslake.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuantityTest {

    @Test
    void sizesHaveBinaryUnitsOnly() {
        assertThat(DataSize.parse("64MiB")).hasValue(new DataSize(64L << 20));
        assertThat(DataSize.parse(" 1 gib ")).hasValue(new DataSize(1L << 30));
        assertThat(DataSize.parse("0B")).hasValue(new DataSize(0));
        assertThat(List.of("64", "64MB", "-1MiB", "1.5GiB", "", "9999999999TiB"))
                .allSatisfy(text -> assertThat(DataSize.parse(text)).as(text).isEmpty());
    }

    @Test
    void sizesPrintAsTheyAreRead() {
        assertThat(List.of("0B", "1B", "1536MiB", "1GiB", "2048TiB", "1023KiB"))
                .allSatisfy(text -> assertThat(DataSize.parse(text)).hasToString("Optional[" + text + "]"));
    }

    @Test
    void durationsHaveAUnit() {
        assertThat(DurationText.parse("250ms")).hasValue(Duration.ofMillis(250));
        assertThat(DurationText.parse("30s")).hasValue(Duration.ofSeconds(30));
        assertThat(DurationText.parse("5m")).hasValue(Duration.ofMinutes(5));
        assertThat(DurationText.parse("1h")).hasValue(Duration.ofHours(1));
        assertThat(DurationText.parse("2d")).hasValue(Duration.ofDays(2));
        assertThat(List.of("30", "s", "-1s", "1H", "PT1S", "99999999999s"))
                .allSatisfy(
                        text -> assertThat(DurationText.parse(text)).as(text).isEmpty());
    }

    @Test
    void patternsAreGlobsNotRegularExpressions() {
        TablePatterns patterns = new TablePatterns(List.of("order_*", "a.b", "x?"), List.of("order_*_old"));
        assertThat(List.of("order_", "order_lines", "a.b", "xy")).allMatch(patterns::matches);
        assertThat(List.of("orders", "order_1_old", "acb", "x", "xyz", "Order_1"))
                .noneMatch(patterns::matches);
    }

    @Test
    void theNearestWordIsTheOneWithTheFewestEdits() {
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.nearest("keyspce", List.of("exclude", "keyspace", "vtgate")))
                .isEqualTo("keyspace");
    }
}
