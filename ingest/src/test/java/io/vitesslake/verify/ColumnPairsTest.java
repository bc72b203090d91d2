package io.vitesslake.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.DeclaredColumn;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ColumnPairsTest {

    private static final TableShape LAKE = new TableShape(
            List.of(
                    new Column("kept", ColumnType.STRING, false),
                    new Column("Name", ColumnType.STRING, false),
                    new Column("id", ColumnType.DATE, true),
                    new Column("day", ColumnType.DATE, false)),
            List.of("id"));
    private static final VerifiedTable TABLE = new VerifiedTable("t", List.of("ID"), Set.of("SECRET"), true);
    private static final ColumnPairs PAIRS = new ColumnPairs(
            TABLE,
            List.of(
                    declared("id", "date"),
                    declared("secret", "text"),
                    declared("name", "varchar(10)"),
                    declared("added", "int"),
                    declared("day", "date")),
            LAKE);

    private static DeclaredColumn declared(String name, String type) {
        return new DeclaredColumn(name, type, Optional.empty(), false);
    }

    @Test
    void excludedColumnsAreNotAskedForAndKeptOnesNotCompared() {
        assertThat(PAIRS.select("t")).isEqualTo("select `id`, convert(`name` using utf8mb4), `added`, `day` from `t`");
        assertThat(PAIRS.layout().names()).containsExactly("id", "name", "added", "day");
        assertThat(PAIRS.layout().key()).containsExactly(0);
    }

    @Test
    void columnsMeetByNameInAnyLetterCaseAndOneThatTheLakeLacksIsNullThere() {
        String[] source = PAIRS.ofSource(new byte[][] {bytes("2024-01-02"), bytes("anna"), null, bytes("2024-01-03")});
        Object[] lake = {"old", "anna", LocalDate.of(2024, 1, 2), LocalDate.of(2024, 1, 3)};
        assertThat(PAIRS.ofLake(lake)).containsExactly(source);
        source = PAIRS.ofSource(new byte[][] {bytes("2024-01-02"), bytes("anna"), bytes("1"), bytes("2024-01-03")});
        assertThat(PAIRS.ofLake(lake)).isNotEqualTo(source);
    }

    @Test
    void aZeroDateIsNullButNeverInTheKey() {
        String[] source = PAIRS.ofSource(new byte[][] {bytes("0000-00-00"), null, null, bytes("0000-00-00")});
        assertThat(source[0]).isNotNull();
        assertThat(source[3]).isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
