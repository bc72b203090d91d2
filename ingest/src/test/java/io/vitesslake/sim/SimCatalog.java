package io.vitesslake.sim;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseMetastoreCatalog;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;

/** The catalog of the {@link SimLake} that has the catalog's name. */
public final class SimCatalog extends BaseMetastoreCatalog {

    private SimLake lake;
    private String name;

    @Override
    public void initialize(String catalogName, Map<String, String> properties) {
        super.initialize(catalogName, properties);
        name = catalogName;
        lake = SimLake.find(catalogName);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        return new SimOperations(lake, table);
    }

    @Override
    protected String defaultWarehouseLocation(TableIdentifier table) {
        return "sim://" + name + "/" + table.name();
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
        return List.copyOf(lake.pointers().keySet());
    }

    @Override
    public boolean dropTable(TableIdentifier table, boolean purge) {
        return lake.pointers().remove(table) != null;
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
        throw new UnsupportedOperationException("rename " + from + " to " + to);
    }

    private static final class SimOperations extends BaseMetastoreTableOperations {

        private final SimLake lake;
        private final TableIdentifier table;

        SimOperations(SimLake lake, TableIdentifier table) {
            this.lake = lake;
            this.table = table;
        }

        @Override
        protected String tableName() {
            return table.toString();
        }

        @Override
        public FileIO io() {
            return lake.io();
        }

        @Override
        protected void doRefresh() {
            String pointer = lake.pointer(table);
            if (pointer == null) {
                if (currentMetadataLocation() != null) {
                    throw new NoSuchTableException("No such table: %s", table);
                }
                disableRefresh();
                return;
            }
            // Without the waits between retries.
            refreshFromMetadataLocation(
                    pointer, null, 0, location -> TableMetadataParser.read(io().newInputFile(location)));
        }

        @Override
        protected void doCommit(TableMetadata base, TableMetadata metadata) {
            String location = writeNewMetadataIfRequired(base == null, metadata);
            lake.swap(table, base == null ? null : base.metadataFileLocation(), location);
        }
    }
}
