package io.vitesslake.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what the clauses of one statement do. Used by one thread, for one statement. */
final class Effects {

    private final List<ColumnChange> columns = new ArrayList<>();
    private boolean truncates;
    private boolean rekeys;
    private Optional<String> unknowable = Optional.empty();

    void change(ColumnChange change) {
        columns.add(change);
    }

    void truncate() {
        truncates = true;
    }

    void rekey() {
        rekeys = true;
    }

    /** @param why as in {@link TableDdl#unknowable}; the first stays */
    void unknowable(String why) {
        unknowable = unknowable.or(() -> Optional.of(why));
    }

    /** A new primary key makes its columns NOT NULL, so what would be null is MySQL's implicit default. */
    void fillAddedNulls() {
        columns.replaceAll(change ->
                change instanceof ColumnChange.Added added && added.value().equals(InitialValue.NULL)
                        ? new ColumnChange.Added(added.column(), InitialValue.COMPUTED)
                        : change);
    }

    TableDdl all() {
        return new TableDdl(columns, truncates, rekeys, unknowable);
    }
}
