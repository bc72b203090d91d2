package io.vitesslake.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableShapeTest {

    private static final List<Column> COLUMNS = List.of(
            new Column("b", ColumnType.INT, true),
            new Column("c", ColumnType.INT, false),
            new Column("a", ColumnType.INT, true));

    @Test
    void aKeyIsReadInTheSameOrderHoweverItIsNamed() {
        TableShape ofSource = new TableShape(COLUMNS, List.of("a", "b"));
        TableShape ofLake = new TableShape(COLUMNS, List.of("b", "a"));
        assertThat(ofSource.keyIndexes()).containsExactly(ofLake.keyIndexes()).containsExactly(0, 2);
    }
}
