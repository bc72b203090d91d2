package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.tables.LakeTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * Requests to the writer of a table, left in properties of the lake table for it to find. They touch no snapshot, so that the
 * writer's fence does not notice them and a commit under way only takes another attempt. {@link Placement.Swap} removes the
 * request for a new copy that it meets. Thread-safe for different {@link LakeTable}s.
 */
public final class TableRequests {

    private final CheckpointNames names;

    public TableRequests(CheckpointNames names) {
        this.names = names;
    }

    /**
     * Asks for a new copy, in place of any request that was not met yet.
     *
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}; the request may have been left then
     */
    public void recopy(LakeTable table, UUID request) {
        set(table, names.recopyProperty(), request.toString());
    }

    /**
     * Asks the writer to leave the table as it is, until {@link #resume}. A table that is paused stays so since then.
     *
     * @throws CodedException LAKE, as {@link #recopy} and {@link #pending}
     */
    public void pause(LakeTable table, Instant since) {
        if (pending(table).paused().isEmpty()) {
            set(table, names.pauseProperty(), since.toString());
        }
    }

    /**
     * Takes {@link #pause} back; does nothing for a table that is not paused.
     *
     * @throws CodedException LAKE, as {@link #recopy} and {@link #pending}
     */
    public void resume(LakeTable table) {
        if (pending(table).paused().isPresent()) {
            answered(table, () -> {
                table.iceberg().updateProperties().remove(names.pauseProperty()).commit();
                return table;
            });
        }
    }

    private void set(LakeTable table, String property, String value) {
        answered(table, () -> {
            table.iceberg().updateProperties().set(property, value).commit();
            return table;
        });
    }

    /**
     * Reads the newest metadata of the table and what is asked for in it.
     *
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}, {@code request-unreadable}
     */
    public Requested pending(LakeTable table) {
        answered(table, () -> {
            table.refresh();
            return table;
        });
        return new Requested(
                read(table, names.recopyProperty(), "the id of a request to copy it again", UUID::fromString),
                read(table, names.pauseProperty(), "the time since when it is paused", Instant::parse));
    }

    private static <T> Optional<T> read(LakeTable table, String property, String meaning, Function<String, T> parser) {
        Optional<String> text = Optional.ofNullable(table.iceberg().properties().get(property));
        try {
            return text.map(parser);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "request-unreadable",
                    "Cannot read what is asked for " + table.name() + ": '" + text.get() + "' in table property "
                            + property + " is not " + meaning + ". Remove the property, and ask again",
                    e);
        }
    }

    private static <T> T answered(LakeTable table, Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchTableException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "table-missing",
                    "Cannot look after requests for " + table.name()
                            + ": the lake table was dropped. Start the sync to copy it anew",
                    e);
        } catch (RuntimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "lake-unreachable",
                    "Cannot look after requests for " + table.name() + ": " + e
                            + ". Check that the catalog and its storage are up, and try again",
                    e);
        }
    }
}
