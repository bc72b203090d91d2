package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catalogs and stores are a matter of properties; what cannot work is refused before anything is asked. */
class CatalogSettingsTest {

    private static final String S3_FILE_IO = "org.apache.iceberg.aws.s3.S3FileIO";
    private static final String HADOOP_FILE_IO = "org.apache.iceberg.hadoop.HadoopFileIO";

    private static CatalogSettings settings(String namespace, String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return CatalogSettings.of(new CatalogOptions("lake", namespace, properties), () -> false);
    }

    private static CatalogSettings jdbc(String warehouse, String... more) {
        String[] all = new String[more.length + 6];
        System.arraycopy(
                new String[] {"type", "jdbc", "uri", "jdbc:sqlite:x.db", "warehouse", warehouse}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        return settings("shop", all);
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG);
                    assertThat(e.reason()).isEqualTo("catalog-settings");
                })
                .hasMessageContainingAll(words);
    }

    @Test
    void s3aDoesNotLookForFilesThatCannotBeThereUnlessToldTo() {
        assertThat(jdbc("s3a://bucket/lake").hadoop().get("fs.s3a.performance.flags"))
                .isEqualTo("create,mkdir");
        assertThat(jdbc("s3a://bucket/lake", "hadoop.fs.s3a.performance.flags", "")
                        .hadoop()
                        .get("fs.s3a.performance.flags"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "s3://bucket/lake, " + S3_FILE_IO,
        "s3a://bucket/lake, " + HADOOP_FILE_IO,
        "file:///srv/lake, " + HADOOP_FILE_IO,
        "hdfs://name/lake, " + HADOOP_FILE_IO,
        "/srv/lake, " + HADOOP_FILE_IO,
    })
    void theWarehouseNamesTheStore(String warehouse, String io) {
        String[] region = warehouse.startsWith("s3:") ? new String[] {"client.region", "eu-central-1"} : new String[0];
        assertThat(jdbc(warehouse, region).properties()).containsEntry("io-impl", io);
    }

    @Test
    void aFileIoThatIsAskedForIsTaken() {
        assertThat(jdbc("s3a://bucket/lake", "io-impl", S3_FILE_IO, "client.region", "x")
                        .properties())
                .containsEntry("io-impl", S3_FILE_IO);
    }

    @Test
    void aRestServerChoosesTheStoreUnlessTheWarehouseIsAnAddress() {
        assertThat(settings("shop", "type", "rest", "uri", "https://h", "warehouse", "main")
                        .properties())
                .doesNotContainKey("io-impl");
        assertThat(settings("shop", "type", "rest", "uri", "https://h", "warehouse", "arn:aws:s3tables:x:1:bucket/y")
                        .properties())
                .doesNotContainKey("io-impl");
        assertThat(settings("shop", "type", "rest", "uri", "https://h", "warehouse", "s3a://bucket/lake")
                        .properties())
                .containsEntry("io-impl", HADOOP_FILE_IO);
    }

    @Test
    void everyOtherPropertyGoesToIcebergAndThoseOfHadoopToHadoop() {
        CatalogSettings settings = settings(
                "shop",
                "type",
                "rest",
                "uri",
                "https://h",
                "credential",
                "id:secret",
                "rest.auth.type",
                "sigv4",
                "s3.sse.type",
                "kms",
                "hadoop.fs.s3a.endpoint",
                "http://127.0.0.1:9000");
        assertThat(settings.properties())
                .containsEntry("credential", "id:secret")
                .containsEntry("rest.auth.type", "sigv4")
                .containsEntry("s3.sse.type", "kms")
                .doesNotContainKey("hadoop.fs.s3a.endpoint");
        assertThat(settings.hadoop().get("fs.s3a.endpoint")).isEqualTo("http://127.0.0.1:9000");
    }

    @Test
    void hadoopDoesNotCloseItsFilesUnderARunningCheckpoint() {
        assertThat(jdbc("file:///srv/lake").hadoop().getBoolean("fs.automatic.close", true))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdcb   | type jdcb is not known. Set type to rest, jdbc, glue or hadoop",
                "nessie | Set type to rest and catalog.uri to http://HOST:19120/iceberg",
                "hive   | Set type to rest, jdbc or glue",
                "''     | the type is not known. Set type to rest, jdbc, glue or hadoop",
            })
    void aTypeThatIsNotServedIsRefusedWithTheWayOut(String type, String text) {
        assertRefused(() -> settings("shop", "type", type, "warehouse", "file:///srv/lake"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rest   | file:///w |            | type rest needs catalog.uri, the address of the catalog, such as https://",
                "jdbc   | file:///w |            | type jdbc needs catalog.uri, the address of the catalog, such as jdbc:postgresql:",
                "jdbc   |           | jdbc:sqlite:x | type jdbc needs catalog.warehouse",
                "hadoop |           |            | type hadoop needs catalog.warehouse",
                "glue   |           |            | type glue needs catalog.warehouse",
                "jdbc   | file:///w | jdbc:mysql://h/d | no JDBC driver here serves catalog.uri. Use jdbc:postgresql:, jdbc:sqlite: or, for MySQL too, jdbc:mariadb:",
            })
    void whatTheTypeCannotDoWithoutIsNamed(String type, String warehouse, String uri, String text) {
        assertRefused(
                () -> settings(
                        "shop",
                        "type",
                        type,
                        "warehouse",
                        warehouse == null ? "" : warehouse,
                        "uri",
                        uri == null ? "" : uri),
                text);
    }

    @ParameterizedTest
    @CsvSource({"jdbc:postgresql://h/d", "jdbc:mariadb://h/d", "jdbc:sqlite:/srv/lake.db"})
    void driversForTheseDatabasesAreThere(String uri) {
        assertThat(settings("shop", "type", "jdbc", "uri", uri, "warehouse", "file:///w")
                        .properties())
                .containsEntry("uri", uri)
                .containsEntry("jdbc.schema-version", "V1");
    }

    @Test
    void s3WithoutARegionIsRefusedWhereTheEnvironmentHasNoneEither() {
        assertRefused(
                () -> jdbc("s3://bucket/lake"),
                "no AWS region",
                "Set catalog.properties.client.region",
                "AWS_REGION in the environment");
        assertRefused(() -> settings("shop", "type", "glue", "warehouse", "s3a://bucket/lake"), "no AWS region");
        CatalogOptions options = new CatalogOptions(
                "lake", "shop", Map.of("type", "jdbc", "uri", "jdbc:sqlite:x", "warehouse", "s3://bucket/lake"));
        assertThat(CatalogSettings.of(options, () -> true).properties()).containsEntry("io-impl", S3_FILE_IO);
    }

    @Test
    void settingsThatNobodyWouldReadAreRefused() {
        assertRefused(
                () -> jdbc("s3a://bucket/lake", "s3.endpoint", "http://h"),
                "s3.endpoint would go unread",
                "Set hadoop.fs.s3a.* instead");
        assertRefused(
                () -> jdbc("s3://bucket/lake", "client.region", "x", "hadoop.fs.s3a.endpoint", "http://h"),
                "hadoop.fs.s3a.endpoint would go unread",
                "Set s3.* instead");
    }

    @Test
    void aStoreThatNothingHereServesIsRefused() {
        assertRefused(() -> jdbc("gs://bucket/lake"), "no file system for gs://", "set io-impl to a FileIO");
        assertRefused(
                () -> jdbc("s3://bucket/lake", "io-impl", HADOOP_FILE_IO),
                "no file system for s3://",
                "Leave io-impl out, or use a warehouse on s3a://");
    }

    @Test
    void glueTakesNoNamespaceThatItCannotName() {
        assertRefused(
                () -> settings("my-shop", "type", "glue", "warehouse", "s3://b/l", "client.region", "x"),
                "no database named my-shop",
                "Set catalog.namespace");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertRefused(
                () -> settings("shop", "type", "jdbc", "warehouse", "s3://bucket/lake"),
                "needs catalog.uri",
                "no AWS region");
    }
}
