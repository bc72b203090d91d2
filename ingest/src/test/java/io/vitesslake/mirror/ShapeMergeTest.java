package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.Column;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShapeMergeTest {

    private static final int INT64 = 265;
    private static final int VARCHAR = 6165;
    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final TableSetup ORDERS = new TableSetup(
            new TableIdentity("commerce", "orders"),
            "orders",
            List.of("id"),
            TableOptions.DEFAULT,
            ValuePolicies.DEFAULT,
            0,
            false,
            true);
    private static final SourceColumn ID = new SourceColumn("id", INT64, "bigint", 63, 1, 20, 0);
    private static final SourceColumn NOTE = new SourceColumn("note", VARCHAR, "varchar(20)", 45, 0, 80, 0);
    private static final SourceColumn MUST = new SourceColumn("must", INT64, "bigint", 63, 1, 20, 0);

    private final ShapeMerge merge = new ShapeMerge(ORDERS, "withDefault"::equals);
    private final TableShape first = merge.merge(Optional.empty(), SHARD, Optional.empty(), List.of(ID), false);

    @Test
    void aNullableColumnWithoutDefaultIsAppended() {
        TableShape merged = merge.merge(Optional.of(first), SHARD, Optional.of(Set.of("id")), List.of(NOTE, ID), false);
        assertThat(merged.columns()).extracting(Column::name).containsExactly("id", "note");
    }

    @Test
    void aColumnThatOldRowsHaveAValueInStopsTheTable() {
        SourceColumn withDefault = new SourceColumn("withDefault", INT64, "bigint", 63, 0, 20, 0);
        for (SourceColumn column : List.of(MUST, withDefault)) {
            assertThatThrownBy(() -> merge.merge(
                            Optional.of(first), SHARD, Optional.of(Set.of("id")), List.of(ID, column), false))
                    .hasMessageContainingAll(
                            "Cannot follow a schema change", column.name(), "vitesslake recopy orders");
        }
    }

    @Test
    void aTableCopiedFromItsStartHasNoOldRowsToReadWrongly() {
        TableShape merged = merge.merge(Optional.of(first), SHARD, Optional.empty(), List.of(ID, MUST), true);
        assertThat(merged.columns()).hasSize(2);
    }

    @Test
    void aColumnThatTheShardHadAndHasNoMoreStopsTheTable() {
        assertThatThrownBy(() ->
                        merge.merge(Optional.of(first), SHARD, Optional.of(Set.of("id", "note")), List.of(ID), false))
                .hasMessageContaining("[note] are gone");
    }

    @Test
    void aShardThatNeverHadAColumnOfAnotherGoesOn() {
        TableShape both = merge.merge(Optional.of(first), SHARD, Optional.of(Set.of("id")), List.of(ID, NOTE), false);
        assertThat(merge.merge(Optional.of(both), SHARD, Optional.of(Set.of("id")), List.of(ID), false))
                .isEqualTo(both);
    }

    @Test
    void aColumnOfAnotherTypeStopsTheTable() {
        SourceColumn text = new SourceColumn("id", VARCHAR, "varchar(20)", 45, 1, 80, 0);
        assertThatThrownBy(
                        () -> merge.merge(Optional.of(first), SHARD, Optional.of(Set.of("id")), List.of(text), false))
                .hasMessageContainingAll("column id", "long", "string");
    }
}
