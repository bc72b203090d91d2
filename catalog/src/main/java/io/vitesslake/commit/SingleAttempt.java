package io.vitesslake.commit;

import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/**
 * Sends the commit of one table to the catalog.
 *
 * <p>Invariant: Iceberg learns of a failure that lets it delete our manifests (CleanableFailure, see BaseTransaction) only
 * when the table has been read again since and can never have held them. Some catalogs report a conflict with a commit that was our
 * own (an HTTP client that sends a request twice), maybe so late that others have built on it and expired its snapshot.
 */
final class SingleAttempt extends PinnedOperations {

    private boolean committed;

    SingleAttempt(TableOperations table, TableMetadata judged, Supplier<TableMetadata> reload) {
        super(table, judged, reload);
    }

    @Override
    public TableMetadata current() {
        return committed ? table().current() : judged();
    }

    @Override
    public TableMetadata refresh() {
        return committed ? table().refresh() : judged();
    }

    /**
     * @throws RefusedException when the commit did not happen and cannot happen any more
     * @throws CommitStateUnknownException when it was not found in the table, but the request may still be under way
     */
    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        try {
            table().commit(base, metadata);
        } catch (RuntimeException e) {
            Landing landing = landing(metadata);
            if (landing == Landing.NEVER && e instanceof CommitFailedException conflict) {
                throw new RefusedException(conflict);
            }
            if (landing != Landing.LANDED) {
                throw new CommitStateUnknownException(e);
            }
        }
        committed = true;
    }
}
