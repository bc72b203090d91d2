package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the newest metadata of a table, again and again for a bounded time if the lake does not answer. */
final class TableLoader {

    private static final Logger LOG = LoggerFactory.getLogger(TableLoader.class);

    private final Backoff backoff;

    TableLoader(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * @param table name for messages
     * @throws CodedException LAKE {@code table-missing} or {@code lake-unreachable}
     */
    TableMetadata load(String table, TableOperations operations) {
        for (int attempt = 1; ; attempt++) {
            try {
                return operations.refresh();
            } catch (NoSuchTableException e) {
                throw new CodedException(
                        ErrorCode.LAKE,
                        "table-missing",
                        "Cannot commit to " + table
                                + ": the lake table was dropped. Restore it, or start again to copy the "
                                + "table anew",
                        e);
            } catch (RuntimeException e) {
                if (attempt == backoff.maxAttempts()) {
                    throw unreachable(table, attempt, e);
                }
                LOG.debug("Cannot read table {}, attempt {}: {}", table, attempt, e.toString());
                backoff.pause(attempt);
            }
        }
    }

    private static CodedException unreachable(String table, int attempts, RuntimeException e) {
        return new CodedException(
                ErrorCode.LAKE,
                "lake-unreachable",
                "Cannot read table " + table + " in " + attempts + " attempts: " + e
                        + ". A commit that was under way may "
                        + "have happened or not. Check that the catalog and its storage are up and start again: it resumes "
                        + "from what the lake holds",
                e);
    }
}
