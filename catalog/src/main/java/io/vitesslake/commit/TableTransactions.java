package io.vitesslake.commit;

import java.util.List;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;

/** What a catalog has that makes changes of several tables visible together, or none of them. Thread-safe. */
@FunctionalInterface
public interface TableTransactions {

    /**
     * One table's change.
     *
     * @param table name within the namespace
     * @param base what it was made on; the table must not have moved since
     */
    record Update(String table, TableMetadata base, TableMetadata updated) {}

    /**
     * @param updates of as many tables
     * @throws CommitFailedException when none of them happened
     * @throws UnsupportedOperationException when the catalog has no such thing after all; none happened
     * @throws RuntimeException of Iceberg, when it is unknown what happened
     */
    void commit(List<Update> updates);
}
