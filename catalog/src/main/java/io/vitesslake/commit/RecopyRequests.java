package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * Requests to copy a table again, left in a property of the lake table for the writer to find. They touch no snapshot, so
 * that the writer's fence does not notice them and a commit under way only takes another attempt. {@link Placement.Swap}
 * removes the request that it meets. Thread-safe for different {@link LakeTable}s.
 */
public final class RecopyRequests {

    private final CheckpointNames names;

    public RecopyRequests(CheckpointNames names) {
        this.names = names;
    }

    /**
     * Asks for a new copy, in place of any request that was not met yet.
     *
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}; the request may have been left then
     */
    public void request(LakeTable table, UUID request) {
        String text = request.toString();
        answered(table, () -> {
            table.iceberg()
                    .updateProperties()
                    .set(names.requestProperty(), text)
                    .commit();
            return text;
        });
    }

    /**
     * Reads the newest metadata of the table and the request in it.
     *
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}, {@code recopy-request-unreadable}
     */
    public Optional<UUID> pending(LakeTable table) {
        Optional<String> text = answered(table, () -> {
            table.refresh();
            return Optional.ofNullable(table.iceberg().properties().get(names.requestProperty()));
        });
        try {
            return text.map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "recopy-request-unreadable",
                    "Cannot read the request to copy " + table.name() + " again: '" + text.get()
                            + "' in table property " + names.requestProperty()
                            + " is no id of a request. Remove the property, and ask again",
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
                    "Cannot copy " + table.name()
                            + " again: the lake table was dropped. Start the sync to copy it anew",
                    e);
        } catch (RuntimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "lake-unreachable",
                    "Cannot look after requests to copy " + table.name() + " again: " + e
                            + ". Check that the catalog and its storage are up, and try again",
                    e);
        }
    }
}
