package io.vitesslake.tables;

import io.vitesslake.change.Causes;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.RESTCatalog;

/** The lake tables of one namespace of one catalog. Safe for use by several threads; the tables it returns are not. */
public final class LakeTables implements AutoCloseable {

    private final Catalog catalog;
    private final Namespace namespace;

    private LakeTables(Catalog catalog, Namespace namespace) {
        this.catalog = catalog;
        this.namespace = namespace;
    }

    /**
     * Opens a catalog. Creates nothing in it, save for the tables that a JDBC catalog keeps in its database.
     *
     * @throws CodedException CONFIG, when the settings cannot be right; LAKE, when the catalog cannot be reached
     */
    public static LakeTables open(CatalogOptions options) {
        CatalogSettings settings = CatalogSettings.of(options);
        Catalog catalog = build(options.name(), settings.properties(), settings.hadoop());
        return new LakeTables(catalog, Namespace.of(options.namespace().split("\\.")));
    }

    private static Catalog build(String name, Map<String, String> properties, Configuration configuration) {
        // Values may be secrets, so that messages show the names of the properties alone.
        String asked = "Cannot open catalog " + name + " (type " + properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE)
                + ", properties " + properties.keySet().stream().sorted().toList() + "): ";
        try {
            return CatalogUtil.buildIcebergCatalog(name, properties, configuration);
        } catch (IllegalArgumentException | NullPointerException | UnsupportedOperationException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "catalog-settings",
                    asked + e.getMessage()
                            + ". Set type to rest, jdbc, glue or hadoop, with the uri and warehouse it needs",
                    e);
        } catch (LinkageError e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "catalog-settings",
                    asked + "a class that it needs is not there, " + e.getMessage()
                            + ". Set type to rest, jdbc, glue or hadoop, or put the jar with that class on the class path",
                    e);
        } catch (RuntimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "catalog-unreachable",
                    asked + Causes.text(e)
                            + ". Check that the catalog is up and that its uri and credentials are right",
                    e);
        }
    }

    /**
     * Names of all tables of the namespace, foreign ones too, sorted; none when there is no such namespace.
     *
     * @throws CodedException LAKE {@code lake-unreachable}
     */
    public List<String> list() {
        try {
            return catalog.listTables(namespace).stream()
                    .map(TableIdentifier::name)
                    .sorted()
                    .toList();
        } catch (NoSuchNamespaceException e) {
            return List.of();
        } catch (RuntimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "lake-unreachable",
                    "Cannot list the tables of namespace " + namespace + " in catalog " + catalog.name() + ": " + e
                            + ". Check that the catalog is up",
                    e);
        }
    }

    /**
     * @param table name within the namespace
     * @return empty when there is no such table
     */
    public Optional<LakeTable> load(String table) {
        try {
            return Optional.of(new LakeTable(table, catalog.loadTable(identifier(table))));
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks whether a table could be created so, as far as that can be told without a catalog.
     *
     * @throws CodedException CONFIG {@code invalid-partitioning}, {@code invalid-sort-order}; LAKE {@code incompatible-schema} when a column needs a newer
     *     format version
     */
    public static void requireCreatable(String table, TableShape shape, TableOptions options) {
        Schema schema = LakeTypes.schemaOf(shape);
        specOf(table, schema, options);
        SortText.parse(table, schema, options.sortBy());
    }

    private static PartitionSpec specOf(String table, Schema schema, TableOptions options) {
        FormatVersions.requireFor(schema, options.formatVersion(), table);
        return PartitionText.parse(table, schema, options.partitionBy());
    }

    /**
     * Creates an empty table, and its namespace when that is missing. The key columns become required identifier fields, all
     * other columns are optional.
     *
     * <p>A partitioned table has no unpartitioned spec: deletes are filed under the partition of the before image, never
     * globally.
     *
     * @param table name within the namespace
     * @throws CodedException CONFIG {@code invalid-partitioning}, {@code invalid-sort-order}; LAKE {@code table-exists}, {@code incompatible-schema} when a
     *     column needs a newer format version
     */
    public LakeTable create(String table, TableShape shape, TableOptions options) {
        Schema schema = LakeTypes.schemaOf(shape, options.columnComments());
        PartitionSpec spec = specOf(table, schema, options);
        SortOrder order = SortText.parse(table, schema, options.sortBy());
        createNamespace();
        try {
            Table created = catalog.buildTable(identifier(table), schema)
                    .withPartitionSpec(spec)
                    .withSortOrder(order)
                    .withProperties(properties(shape, options))
                    .create();
            return new LakeTable(table, created);
        } catch (AlreadyExistsException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "table-exists",
                    "Cannot create lake table " + identifier(table) + ": it exists. Load it, or choose another name",
                    e);
        }
    }

    private static Map<String, String> properties(TableShape shape, TableOptions options) {
        Map<String, String> properties = new HashMap<>();
        properties.put(TableProperties.FORMAT_VERSION, Integer.toString(options.formatVersion()));
        properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
        properties.put(TableProperties.DELETE_MODE, "merge-on-read");
        properties.put(TableProperties.UPDATE_MODE, "merge-on-read");
        properties.put(TableProperties.MERGE_MODE, "merge-on-read");
        // One metadata file per commit, and commits are frequent.
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
        properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "20");
        for (String key : shape.key()) {
            // Untruncated key bounds let readers skip the equality deletes that cannot meet a file.
            properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + key, "full");
        }
        properties.putAll(options.properties());
        return properties;
    }

    private void createNamespace() {
        if (!(catalog instanceof SupportsNamespaces namespaces)) {
            return;
        }
        String[] levels = namespace.levels();
        for (int i = 1; i <= levels.length; i++) {
            Namespace level = Namespace.of(Arrays.copyOf(levels, i));
            if (!namespaces.namespaceExists(level)) {
                createNamespace(namespaces, level);
            }
        }
    }

    private static void createNamespace(SupportsNamespaces namespaces, Namespace level) {
        try {
            namespaces.createNamespace(level);
        } catch (RuntimeException e) {
            // Another thread or process may have created it since we looked; catalogs tell so in ways of their own.
            if (!namespaces.namespaceExists(level)) {
                throw e;
            }
        }
    }

    /** The catalog, if it is one behind a REST interface. */
    public Optional<RESTCatalog> rest() {
        return catalog instanceof RESTCatalog rest ? Optional.of(rest) : Optional.empty();
    }

    /** @param table name within the namespace */
    public TableIdentifier identifier(String table) {
        return TableIdentifier.of(namespace, table);
    }

    @Override
    public void close() {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot close catalog " + catalog.name(), e);
            }
        }
    }
}
