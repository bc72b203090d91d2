package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.ddl.ColumnChange;
import io.vitesslake.ddl.InitialValue;
import io.vitesslake.source.DeclaredColumn;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one DDL statement does to the columns of one shard. MySQL reads all names of a statement but new ones as before it. */
final class DdlEffect {

    private final TableSetup setup;
    private final ShardColumns columns;
    private final DdlEvent event;
    private final TableInspector inspector;
    // Null until asked for.
    private List<DeclaredColumn> now;
    private final Set<String> renamed = new HashSet<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> addedNow = new HashSet<>();

    /**
     * @param columns are changed
     * @param inspector tells what they are now
     */
    DdlEffect(TableSetup setup, ShardColumns columns, DdlEvent event, TableInspector inspector) {
        this.event = event;
        this.inspector = inspector;
        this.setup = setup;
        this.columns = columns;
    }

    /** Source columns that have a new name, by that. */
    Set<String> renamed() {
        return renamed;
    }

    /** Lake columns that the shard has no column for any more. */
    Set<String> dropped() {
        return dropped;
    }

    /**
     * Applies a statement.
     *
     * @return why the rows in the lake cannot follow: a clause whose subject is the shard; empty if they can
     */
    Optional<String> apply() {
        List<ColumnChange> changes = event.ddl().columns();
        Optional<String> broken = drop(changes);
        if (broken.isEmpty()) {
            broken = rename(changes);
        }
        for (ColumnChange change : changes) {
            if (broken.isPresent()) {
                return broken;
            }
            if (change instanceof ColumnChange.Added added) {
                broken = add(added);
            } else if (change instanceof ColumnChange.Redefined redefined) {
                broken = redefine(redefined.column());
            } else if (change instanceof ColumnChange.AllRedefined) {
                broken = redefineTexts();
            }
        }
        if (now != null) {
            columns.definitions().asked(event.met());
        }
        return broken;
    }

    private Optional<String> drop(List<ColumnChange> changes) {
        for (ColumnChange change : changes) {
            if (!(change instanceof ColumnChange.Dropped drop) || isExcluded(drop.column())) {
                continue;
            }
            if (columns.added().removeIf(drop.column()::equalsIgnoreCase)) {
                continue;
            }
            Optional<String> column = columns.find(drop.column());
            if (column.isEmpty()) {
                return Optional.of(unexpected("dropped column " + drop.column() + ", which VTGate had not told"));
            }
            if (isKey(column.get())) {
                return Optional.of("dropped key column " + drop.column());
            }
            dropped.add(columns.names().get(column.get()));
            columns.drop(column.get());
        }
        return Optional.empty();
    }

    private Optional<String> rename(List<ColumnChange> changes) {
        Map<String, String> fromTo = new TreeMap<>();
        for (ColumnChange change : changes) {
            if (change instanceof ColumnChange.Renamed rename) {
                requireIncluded(rename);
                Optional<String> from = columns.find(rename.from());
                if (from.isEmpty()) {
                    return Optional.of(unexpected(
                            "renamed column " + rename.from() + ", which VTGate had not told under that name"));
                }
                if (isExcluded(rename.to())) {
                    return Optional.of(
                            "renamed column " + rename.from() + " to " + rename.to() + ", which is excluded");
                }
                if (isKey(from.get())) {
                    return Optional.of("renamed key column " + rename.from());
                }
                fromTo.put(from.get(), rename.to());
            }
        }
        columns.rename(fromTo);
        renamed.addAll(fromTo.values());
        return Optional.empty();
    }

    /** Under its new name the column would get into the lake. */
    private void requireIncluded(ColumnChange.Renamed rename) {
        if (isExcluded(rename.from()) && !isExcluded(rename.to())) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "excluded-column-renamed",
                    "Cannot follow a DDL statement on " + setup.identity() + ": it renames the excluded column "
                            + rename.from() + " to " + rename.to() + ". Add " + rename.to() + " to tables."
                            + setup.table() + ".columns.exclude, or take " + rename.from()
                            + " out of it, and start again.");
        }
    }

    private Optional<String> add(ColumnChange.Added added) {
        if (isExcluded(added.column())) {
            return Optional.empty();
        }
        if (added.value().kind() != InitialValue.Kind.NULL) {
            return Optional.of("added column " + added.column() + " with a value in old rows");
        }
        if (columns.find(added.column()).isPresent()) {
            return Optional.of(unexpected("added column " + added.column() + ", which VTGate had told before"));
        }
        columns.added().add(added.column());
        addedNow.add(added.column());
        return Optional.empty();
    }

    private Optional<String> redefine(String name) {
        if (isExcluded(name)) {
            return Optional.empty();
        }
        Optional<DeclaredColumn> declared = now(name);
        if (columns.added().stream().anyMatch(name::equalsIgnoreCase)) {
            return declared.filter(column -> !column.notNull()).isPresent()
                    ? Optional.empty()
                    : Optional.of("made column " + name + " NOT NULL, which is null in old rows");
        }
        Optional<String> column = columns.find(name);
        return column.isPresent()
                ? columns.definitions().redefine(column.get(), declared, isSeenFromBefore() ? Instant.MAX : event.at())
                : Optional.of(unexpected("changed column " + name + ", which VTGate had not told"));
    }

    // Names that were told as the statement found them show that the columns were told before it.
    private boolean isSeenFromBefore() {
        return !renamed.isEmpty() || !dropped.isEmpty() || !addedNow.isEmpty();
    }

    /** Another character set for the whole table: other columns stay what they are. */
    private Optional<String> redefineTexts() {
        for (String name : List.copyOf(columns.names().keySet())) {
            Optional<DeclaredColumn> declared = now(name);
            boolean text =
                    declared.filter(column -> column.characterSet().isPresent()).isPresent();
            Optional<String> broken = text || declared.isEmpty() ? redefine(name) : Optional.empty();
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    /** A column as it is now, which row events will not tell before the next row. */
    private Optional<DeclaredColumn> now(String name) {
        if (now == null) {
            now = inspector.columns(event.shard(), setup.table());
        }
        return now.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    // The newer columns came before the statement that made them.
    private static String unexpected(String what) {
        return what + ": it may have read older rows by newer columns (run the tablets with --track-schema-versions)";
    }

    private boolean isKey(String column) {
        return setup.key().stream().anyMatch(column::equalsIgnoreCase);
    }

    private boolean isExcluded(String column) {
        return setup.policy().excluded().stream().anyMatch(column::equalsIgnoreCase);
    }
}
