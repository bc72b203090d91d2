package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.ddl.ColumnChange;
import io.vitesslake.ddl.InitialValue;
import io.vitesslake.decode.InitialDefaults;
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
    private final boolean givesDefaults;
    // Null until asked for.
    private List<DeclaredColumn> now;
    private final Set<String> renamed = new HashSet<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> addedNow = new HashSet<>();

    /**
     * @param columns are changed
     * @param inspector tells what they are now
     * @param givesDefaults whether the lake can give its old rows a constant in a new column
     */
    DdlEffect(TableSetup setup, ShardColumns columns, DdlEvent event, TableInspector inspector, boolean givesDefaults) {
        this.event = event;
        this.inspector = inspector;
        this.givesDefaults = givesDefaults;
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
            if (!(change instanceof ColumnChange.Dropped drop) || setup.policy().excludes(drop.column())) {
                continue;
            }
            if (columns.added().keySet().removeIf(drop.column()::equalsIgnoreCase)) {
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
                if (setup.policy().excludes(rename.to())) {
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
        if (setup.policy().excludes(rename.from()) && !setup.policy().excludes(rename.to())) {
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
        if (setup.policy().excludes(added.column())) {
            return Optional.empty();
        }
        if (!isFollowed(added)) {
            return Optional.of("added column " + added.column() + " with a value in old rows");
        }
        if (columns.find(added.column()).isPresent()) {
            return Optional.of(unexpected("added column " + added.column() + ", which VTGate had told before"));
        }
        columns.added().put(added.column(), added.value());
        addedNow.add(added.column());
        return Optional.empty();
    }

    private boolean isFollowed(ColumnChange.Added added) {
        return switch (added.value().kind()) {
            case NULL -> true;
            case CONSTANT ->
                givesDefaults
                        && now(added.column())
                                .filter(column -> InitialDefaults.isKept(
                                        column, added.value().text()))
                                .isPresent();
            case COMPUTED -> false;
        };
    }

    private Optional<String> redefine(String name) {
        if (setup.policy().excludes(name)) {
            return Optional.empty();
        }
        Optional<DeclaredColumn> declared = now(name);
        Optional<InitialValue> pending = columns.pendingValue(name);
        if (pending.isPresent()) {
            boolean stays = pending.get().kind() == InitialValue.Kind.NULL
                    && declared.filter(column -> !column.notNull()).isPresent();
            return stays
                    ? Optional.empty()
                    : Optional.of("changed column " + name + ", of which no row has told yet what old rows have in it");
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
}
