package io.vitesslake.checkpoint;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;

/**
 * A snapshot by somebody else that changed rows, so that the table may no longer equal its source.
 *
 * @param operation {@code append}, {@code overwrite}, {@code delete}, {@code unknown}, or {@code replace} for a rewrite that
 *     shows deleted rows again
 * @param engine as the snapshot names it, else {@code unknown}
 * @param returnedRows how many deleted rows a rewrite shows again; empty when they could not be counted; 0 of all else
 */
public record ForeignChange(
        long snapshotId, String operation, Instant committedAt, String engine, OptionalLong returnedRows) {

    private static final String UNKNOWN = "unknown";

    /** Written by engines through Iceberg's EnvironmentContext. */
    private static final String ENGINE_NAME = "engine-name";

    private static final int FIELDS = 5;

    /** What a snapshot says of itself. */
    static ForeignChange of(Snapshot snapshot) {
        return of(snapshot, OptionalLong.of(0));
    }

    static ForeignChange of(Snapshot snapshot, OptionalLong returnedRows) {
        Map<String, String> summary = snapshot.summary() == null ? Map.of() : snapshot.summary();
        return new ForeignChange(
                snapshot.snapshotId(),
                snapshot.operation() == null ? UNKNOWN : snapshot.operation(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                summary.getOrDefault(ENGINE_NAME, UNKNOWN),
                returnedRows);
    }

    /** For people: what was done, where, when and by whom. */
    public String describe() {
        return (operation.equals(DataOperations.REPLACE) ? rewrite() : operation) + " (snapshot " + snapshotId + ", at "
                + committedAt + ", by engine " + engine + ")";
    }

    private String rewrite() {
        if (returnedRows.isEmpty()) {
            return "rewrite that may show deleted rows again";
        }
        long rows = returnedRows.getAsLong();
        return "rewrite that shows " + rows + " deleted " + (rows == 1 ? "row" : "rows") + " again";
    }

    /** One line, which {@link #parse} reads. */
    String print() {
        String rows = returnedRows.isPresent() ? Long.toString(returnedRows.getAsLong()) : UNKNOWN;
        return snapshotId + " " + operation + " " + committedAt + " " + rows + " " + engine.replaceAll("\\s", " ");
    }

    /**
     * @throws IllegalArgumentException when it is no such line
     */
    static ForeignChange parse(String line) {
        String[] fields = line.split(" ", FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("Invalid foreign change: " + line);
        }
        try {
            return new ForeignChange(
                    Long.parseLong(fields[0]),
                    fields[1],
                    Instant.parse(fields[2]),
                    fields[4],
                    fields[3].equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[3])));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Invalid foreign change: " + line, e);
        }
    }
}
