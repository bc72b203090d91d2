package io.vitesslake.mirror;

import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.Redefinition;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.SourceColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the columns of one shard are known to be declared, and since when. What a statement made of a column is judged by these: row
 * events do not tell what it did to old rows. Belongs to the loop's thread.
 */
final class Definitions {

    /** Clocks of the source and of this process may differ by so much. */
    private static final Duration WRONG_CLOCKS = Duration.ofMinutes(1);

    private final Map<String, DeclaredColumn> columns = new TreeMap<>();
    private Instant since = Instant.MAX;

    /** Takes over from another process's or stream's view of the same shard. */
    void takeOver(Definitions other) {
        columns.putAll(other.columns);
        since = other.since;
    }

    /**
     * Why the columns told are not those known; empty if they are, or if nothing was known.
     *
     * @param told by a FIELD event
     */
    Optional<String> differs(Collection<SourceColumn> told) {
        for (SourceColumn column : told) {
            DeclaredColumn old = columns.get(column.name());
            if (old != null && Redefinition.of(old, ColumnMapping.declared(column)) != Redefinition.NONE) {
                return Optional.of("has column " + column.name() + " as " + column.columnType() + ", before as "
                        + old.type() + ", of which nothing was told");
            }
        }
        return Optional.empty();
    }

    /** A FIELD event told the columns. */
    void tell(Collection<SourceColumn> told, Instant at) {
        Map<String, DeclaredColumn> now = new TreeMap<>();
        told.forEach(
                column -> now.put(column.name(), columns.getOrDefault(column.name(), ColumnMapping.declared(column))));
        boolean same = columns.keySet().equals(now.keySet());
        columns.clear();
        columns.putAll(now);
        since = same ? since : at;
    }

    void drop(String column) {
        columns.remove(column);
    }

    void rename(Map<String, String> fromTo) {
        Map<String, DeclaredColumn> moved = new TreeMap<>();
        fromTo.forEach((from, to) ->
                Optional.ofNullable(columns.remove(from)).ifPresent(column -> moved.put(to, column.named(to))));
        columns.putAll(moved);
    }

    /**
     * A statement may have given a column another definition.
     *
     * @param now the column as it is; empty if it is not there
     * @param at when the source began the statement
     * @return why old rows cannot be trusted; empty if they can
     */
    Optional<String> redefine(String column, Optional<DeclaredColumn> now, Instant at) {
        DeclaredColumn old = columns.get(column);
        if (old == null) {
            return Optional.of("changed column " + column + ", and what it was before is not known");
        }
        if (now.isEmpty()) {
            return Optional.of("changed column " + column + ", which is not there any more");
        }
        Redefinition redefinition = Redefinition.of(old, now.get());
        columns.put(column, now.get());
        return switch (redefinition) {
            case KEEPS_VALUES -> Optional.empty();
            case MAY_CHANGE_VALUES ->
                Optional.of("made column " + column + " " + now.get().type() + " from " + old.type()
                        + ", which may change values in old rows");
            // As a comment does it; or the column was told only when the statement had been run.
            case NONE ->
                at.isAfter(since.plus(WRONG_CLOCKS))
                        ? Optional.empty()
                        : Optional.of(
                                "changed column " + column + ", but VTGate had told it so before: it may have read"
                                        + " older rows by newer columns (run the tablets with --track-schema-versions)");
        };
    }

    /** The source was asked for the columns. */
    void asked(Instant now) {
        since = now;
    }
}
