package io.vitesslake.verify;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.QuotedName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of the source that are mirrored, each with that of the lake. Names are the same in any letter case. One that the lake
 * lacks is null there, as is one that was added at the source and has no row yet; one that the source lacks is kept from before,
 * or not ours, and not compared.
 */
final class ColumnPairs {

    private final List<DeclaredColumn> source = new ArrayList<>();
    private final List<SourceText> texts = new ArrayList<>();
    private final List<LakeValue> values = new ArrayList<>();
    /** Index in a row of the lake, or -1. */
    private final List<Integer> lakeIndexes = new ArrayList<>();

    private final Layout layout;

    ColumnPairs(VerifiedTable table, List<DeclaredColumn> declared, TableShape lake) {
        List<ValueKind> kinds = new ArrayList<>();
        List<Integer> key = new ArrayList<>();
        for (DeclaredColumn column : declared) {
            if (table.excludes(column.name())) {
                continue;
            }
            boolean isKey = table.isKey(column.name());
            if (isKey) {
                key.add(source.size());
            }
            ValueKind kind = ValueKind.of(column.type());
            int index = lake.homonym(column.name())
                    .map(Column::name)
                    .map(lake::indexOf)
                    .orElse(-1);
            ColumnType.Kind type = index < 0
                    ? ColumnType.Kind.BINARY
                    : lake.columns().get(index).type().kind();
            kinds.add(kind);
            source.add(column);
            texts.add(new SourceText(kind, type, table.zeroDatesAreNull() && !isKey));
            values.add(new LakeValue(kind, type));
            lakeIndexes.add(index);
        }
        layout = new Layout(source.stream().map(DeclaredColumn::name).toList(), kinds, key);
    }

    Layout layout() {
        return layout;
    }

    /** What to ask the source for, in the order of the layout. */
    String select(String table) {
        return source.stream()
                .map(column -> ValueKind.of(column.type()).expression(column.name()))
                .collect(Collectors.joining(", ", "select ", " from " + QuotedName.of(table)));
    }

    /** Canonical values of a row that the source answered to {@link #select}. */
    String[] ofSource(byte[][] row) {
        String[] result = new String[row.length];
        for (int i = 0; i < row.length; i++) {
            result[i] = texts.get(i).canonical(row[i]);
        }
        return result;
    }

    /** Canonical values of a row of the lake. */
    String[] ofLake(Object[] row) {
        String[] result = new String[values.size()];
        for (int i = 0; i < result.length; i++) {
            int index = lakeIndexes.get(i);
            result[i] = index < 0 ? null : values.get(i).canonical(row[index]);
        }
        return result;
    }
}
