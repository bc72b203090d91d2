package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * What Iceberg and Hadoop are told about a catalog, checked as far as that goes without a connection. There is no code per kind of
 * catalog: Iceberg builds it from these properties.
 *
 * @param properties of Iceberg's catalog; may hold secrets
 */
record CatalogSettings(Map<String, String> properties, Configuration hadoop) {

    private static final String HADOOP_PREFIX = "hadoop.";
    private static final String JDBC_SCHEMA_VERSION = "jdbc.schema-version";
    private static final String GLUE_ANY_NAME = "glue.skip-name-validation";

    /** Settings of Iceberg's own S3 client, which S3A does not read. */
    private static final String S3_PREFIX = "s3.";

    private static final String S3A_PREFIX = "hadoop.fs.s3a.";

    /** The kinds that this program can open, and what each cannot do without. */
    private enum Kind {
        REST(CatalogUtil.ICEBERG_CATALOG_REST, true, false),
        GLUE(CatalogUtil.ICEBERG_CATALOG_GLUE, false, true),
        JDBC(CatalogUtil.ICEBERG_CATALOG_JDBC, true, true),
        HADOOP(CatalogUtil.ICEBERG_CATALOG_HADOOP, false, true),
        /** Named by a class that is not among ours. */
        OTHER("", false, false);

        private final String implementation;
        private final boolean needsUri;
        private final boolean needsWarehouse;

        Kind(String implementation, boolean needsUri, boolean needsWarehouse) {
            this.implementation = implementation;
            this.needsUri = needsUri;
            this.needsWarehouse = needsWarehouse;
        }

        private static Kind of(String type, String implementation) {
            return Stream.of(values())
                    .filter(kind -> implementation.isEmpty()
                            ? kind.name().equalsIgnoreCase(type)
                            : kind.implementation.equals(implementation))
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** @throws CodedException CONFIG, naming every problem with its way out */
    static CatalogSettings of(CatalogOptions options) {
        return of(options, CatalogSettings::environmentNamesRegion);
    }

    /** @param regionElsewhere whether the AWS SDK finds a region though none is set here */
    static CatalogSettings of(CatalogOptions options, BooleanSupplier regionElsewhere) {
        Configuration hadoop = new Configuration();
        // Hadoop would close its file systems as soon as the process is told to end, under a checkpoint that is still
        // running.
        hadoop.setBoolean("fs.automatic.close", false);
        // Every file has a name of its own, so that S3A need not look whether something lies there: a third fewer
        // requests.
        hadoop.set("fs.s3a.performance.flags", "create,mkdir");
        Map<String, String> properties = new HashMap<>();
        options.properties().forEach((key, value) -> {
            if (key.startsWith(HADOOP_PREFIX)) {
                hadoop.set(key.substring(HADOOP_PREFIX.length()), value);
            } else {
                properties.put(key, value);
            }
        });
        Kind kind = Kind.of(
                properties.getOrDefault(CatalogUtil.ICEBERG_CATALOG_TYPE, ""),
                properties.getOrDefault(CatalogProperties.CATALOG_IMPL, ""));
        List<String> problems = new ArrayList<>(catalogProblems(kind, options));
        LakeStore store = LakeStore.of(properties, hadoop);
        if (kind == Kind.HADOOP && !store.warehouse().isBlank()) {
            requireRenamingStore(options.name(), store);
        }
        problems.addAll(storeProblems(kind, store, options));
        boolean s3 = store.isS3FileIo() || kind == Kind.GLUE;
        if (s3 && kind != Kind.REST && !namesRegion(properties) && !regionElsewhere.getAsBoolean()) {
            problems.add(
                    "there is no AWS region for it. Set catalog.properties.client.region (any, such as us-east-1, if"
                            + " the store is not Amazon's), or AWS_REGION in the environment");
        }
        if (!problems.isEmpty()) {
            throw refusal(options.name(), problems);
        }
        store.fileIo().ifPresent(io -> properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, io));
        if (kind == Kind.JDBC) {
            properties.putIfAbsent(JDBC_SCHEMA_VERSION, "V1");
        }
        return new CatalogSettings(Map.copyOf(properties), hadoop);
    }

    private static List<String> catalogProblems(Kind kind, CatalogOptions options) {
        Map<String, String> properties = options.properties();
        String type = properties.getOrDefault(CatalogUtil.ICEBERG_CATALOG_TYPE, "");
        String uri = properties.getOrDefault(CatalogProperties.URI, "");
        List<String> problems = new ArrayList<>();
        if (kind == Kind.OTHER && !properties.containsKey(CatalogProperties.CATALOG_IMPL)) {
            problems.add(unknownType(type));
        }
        if (kind.needsUri && uri.isBlank()) {
            problems.add("type " + type + " needs catalog.uri, the address of the catalog"
                    + (kind == Kind.JDBC
                            ? ", such as jdbc:postgresql://host/database"
                            : ", such as https://host/path"));
        }
        if (kind.needsWarehouse
                && properties
                        .getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "")
                        .isBlank()) {
            problems.add(
                    "type " + type + " needs catalog.warehouse, the place of the tables, such as s3://bucket/lake");
        }
        if (kind == Kind.JDBC && !uri.isBlank() && !isServedByADriver(uri)) {
            problems.add("no JDBC driver here serves catalog.uri. Use jdbc:postgresql:, jdbc:sqlite: or, for MySQL too,"
                    + " jdbc:mariadb:; or put the driver that it needs on the class path");
        }
        if (kind == Kind.GLUE
                && !options.namespace().matches("[a-z0-9_]+")
                && !Boolean.parseBoolean(properties.get(GLUE_ANY_NAME))) {
            problems.add("Glue takes no database named " + options.namespace()
                    + ". Set catalog.namespace to a name of a-z, 0-9 and _");
        }
        return problems;
    }

    private static String unknownType(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "nessie" ->
                "Nessie is reached by its Iceberg REST endpoint. Set type to rest and catalog.uri to"
                        + " http://HOST:19120/iceberg";
            case "hive" ->
                "there is no Hive client in this program. Set type to rest, jdbc or glue; Hive Metastore 4 and others"
                        + " have an Iceberg REST endpoint";
            case "" -> "the type is not known. Set type to rest, jdbc, glue or hadoop";
            default -> "type " + type + " is not known. Set type to rest, jdbc, glue or hadoop";
        };
    }

    /** Without a look at the network: drivers judge by the address alone. */
    private static boolean isServedByADriver(String uri) {
        return DriverManager.drivers().anyMatch(driver -> {
            try {
                return driver.acceptsURL(uri);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private static List<String> storeProblems(Kind kind, LakeStore store, CatalogOptions options) {
        List<String> problems = new ArrayList<>(store.problems());
        // A REST server may send settings of its own, and choose where tables lie.
        if (kind != Kind.REST && store.isHadoopFileIo()) {
            firstWith(S3_PREFIX, options)
                    .ifPresent(key -> problems.add(key + " would go unread, for " + store.scheme()
                            + ":// is served by Hadoop. Set hadoop.fs.s3a.* instead, or use a warehouse on s3://"));
        }
        if (store.isS3FileIo()) {
            firstWith(S3A_PREFIX, options)
                    .ifPresent(key -> problems.add(key + " would go unread, for " + store.scheme()
                            + ":// is served by S3FileIO. Set s3.* instead, or use a warehouse on s3a://"));
        }
        return problems;
    }

    private static Optional<String> firstWith(String prefix, CatalogOptions options) {
        return options.properties().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .min(Comparator.naturalOrder());
    }

    private static boolean namesRegion(Map<String, String> properties) {
        return properties.containsKey("client.region")
                || properties.containsKey("client.assume-role.region")
                || properties.containsKey("client.factory")
                || properties.containsKey("s3.client-factory-impl");
    }

    private static boolean environmentNamesRegion() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion() != null;
        } catch (SdkClientException e) {
            return false;
        }
    }

    private static void requireRenamingStore(String name, LakeStore store) {
        if (!store.renamesAtomically()) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "unsafe-catalog",
                    "Cannot use a Hadoop catalog (" + name + ") with warehouse " + store.warehouse()
                            + ": it loses commits on " + store.scheme()
                            + ", which has no atomic rename. Use type rest, jdbc or glue");
        }
    }

    private static CodedException refusal(String name, List<String> problems) {
        return new CodedException(
                ErrorCode.CONFIG,
                "catalog-settings",
                "Cannot use catalog " + name + ": " + String.join("; ", problems));
    }
}
