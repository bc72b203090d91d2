package io.vitesslake.commit;

import io.vitesslake.tables.LakeTables;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.rest.RESTCatalog;

/** {@code POST transactions/commit} of a REST catalog (Iceberg's rest-catalog-open-api.yaml). Thread-safe. */
public final class RestTransactions implements TableTransactions {

    private final LakeTables tables;
    private final RESTCatalog catalog;

    private RestTransactions(LakeTables tables, RESTCatalog catalog) {
        this.tables = tables;
        this.catalog = catalog;
    }

    /** Empty when the catalog is none behind a REST interface. */
    public static Optional<TableTransactions> of(LakeTables tables) {
        return tables.rest().map(catalog -> new RestTransactions(tables, catalog));
    }

    @Override
    public void commit(List<Update> updates) {
        catalog.commitTransaction(updates.stream()
                .map(update -> TableCommit.create(tables.identifier(update.table()), update.base(), update.updated()))
                .toList());
    }
}
