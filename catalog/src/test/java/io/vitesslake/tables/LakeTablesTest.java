package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeTablesTest {

    private static final TableShape EVERY_TYPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.LONG, true),
                    new Column("tenant", ColumnType.STRING, true),
                    new Column("i", ColumnType.INT, false),
                    new Column("d9", ColumnType.decimal(9, 2), false),
                    new Column("d20", ColumnType.decimal(20, 0), false),
                    new Column("f", ColumnType.FLOAT, false),
                    new Column("g", ColumnType.DOUBLE, false),
                    new Column("day", ColumnType.DATE, false),
                    new Column("at", ColumnType.TIMESTAMP, false),
                    new Column("atz", ColumnType.TIMESTAMPTZ, false),
                    new Column("raw", ColumnType.BINARY, false)),
            List.of("id", "tenant"));

    @TempDir
    Path dir;

    private CatalogOptions options(String type) {
        return switch (type) {
            case "jdbc" ->
                new CatalogOptions(
                        "lake",
                        "shop.orders",
                        Map.of(
                                "type",
                                "jdbc",
                                "uri",
                                "jdbc:sqlite:" + dir.resolve("catalog.db"),
                                "warehouse",
                                dir.resolve("warehouse").toString()));
            case "hadoop" ->
                new CatalogOptions(
                        "lake",
                        "shop.orders",
                        Map.of("type", "hadoop", "warehouse", "file:" + dir.resolve("warehouse")));
            default -> throw new IllegalArgumentException(type);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc", "hadoop"})
    void aCreatedTableIsFoundAgainWithTheShapeItWasCreatedFrom(String type) {
        try (LakeTables tables = LakeTables.open(options(type))) {
            assertThat(tables.load("items")).isEmpty();
            tables.create("items", EVERY_TYPE, TableOptions.DEFAULT);
        }
        try (LakeTables tables = LakeTables.open(options(type))) {
            LakeTable table = tables.load("items").orElseThrow();
            assertThat(table.name()).isEqualTo("items");
            assertThat(table.shape()).isEqualTo(EVERY_TYPE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aTableHasTheAskedFormatVersionAndTheDefaultsForFrequentCommits(int version) {
        try (LakeTables tables = LakeTables.open(options("jdbc"))) {
            TableOptions asked = new TableOptions(version, List.of(), Map.of("write.delete.mode", "copy-on-write"));
            Table table = tables.create("items", EVERY_TYPE, asked).iceberg();
            assertThat(((HasTableOperations) table).operations().current().formatVersion())
                    .isEqualTo(version);
            assertThat(table.properties())
                    .containsEntry("write.metadata.delete-after-commit.enabled", "true")
                    .containsEntry("write.metadata.previous-versions-max", "20")
                    .containsEntry("write.metadata.metrics.column.id", "full")
                    .containsEntry("write.metadata.metrics.column.tenant", "full")
                    .containsEntry("write.parquet.compression-codec", "zstd")
                    .containsEntry("write.update.mode", "merge-on-read")
                    .containsEntry("write.delete.mode", "copy-on-write");
        }
    }

    @Test
    void onlyKeyColumnsAreRequired() {
        TableShape shape = new TableShape(
                List.of(new Column("id", ColumnType.LONG, true), new Column("note", ColumnType.STRING, true)),
                List.of("id"));
        try (LakeTables tables = LakeTables.open(options("hadoop"))) {
            LakeTable table = tables.create("items", shape, TableOptions.DEFAULT);
            assertThat(table.iceberg().schema().findField("id").isRequired()).isTrue();
            assertThat(table.iceberg().schema().findField("note").isOptional()).isTrue();
            assertThat(table.plan(shape).changed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bucket(16, id)   | id_bucket: bucket[16](1)",
                "truncate( 4 ,tenant) | tenant_trunc: truncate[4](2)",
                "year(day)        | day_year: year(8)",
                "MONTH(at)        | at_month: month(9)",
                "day(atz)         | atz_day: day(10)",
                "hour(at)         | at_hour: hour(9)",
                "identity(tenant) | tenant: identity(2)",
                "tenant           | tenant: identity(2)",
            })
    void partitionTextBecomesAnIcebergTransform(String text, String expected) {
        try (LakeTables tables = LakeTables.open(options("hadoop"))) {
            LakeTable table = tables.create("items", EVERY_TYPE, new TableOptions(2, List.of(text), Map.of()));
            assertThat(table.iceberg().spec().fields().get(0).toString()).contains(expected);
            assertThat(table.partitionColumns()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nope         | there is no column 'nope'",
                "bucket(id)   | bucket needs a width",
                "day(3, at)   | day takes no width",
                "week(at)     | unknown transform week",
                "day(id)      | id",
                "f            | has no exact partition value",
                "identity(g)  | has no exact partition value",
                "bucket(0,id) | 0",
            })
    void partitionTextThatCannotBeRightIsRefusedBeforeAnythingIsCreated(String text, String why) {
        assertRefused(new TableOptions(2, List.of(text), Map.of()), "invalid-partitioning", text, why);
    }

    /** Before anything is created. */
    private void assertRefused(TableOptions asked, String reason, String... words) {
        try (LakeTables tables = LakeTables.open(options("hadoop"))) {
            assertThatThrownBy(() -> tables.create("items", EVERY_TYPE, asked))
                    .isInstanceOfSatisfying(CodedException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFIG);
                        assertThat(e.reason()).isEqualTo(reason);
                    })
                    .hasMessageContainingAll(words)
                    .hasMessageContaining("Accepted: col, ");
            assertThat(tables.load("items")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id                       | identity(id) ASC NULLS FIRST",
                "at DESC                  | identity(at) DESC NULLS LAST",
                "day(at) desc nulls first | day(at) DESC NULLS FIRST",
                "bucket(4, id) asc        | bucket[4](id) ASC NULLS FIRST",
                "g nulls last             | identity(g) ASC NULLS LAST",
            })
    void aTableHasTheAskedOrder(String text, String order) {
        try (LakeTables tables = LakeTables.open(options("jdbc"))) {
            Table table = tables.create("items", EVERY_TYPE, new TableOptions(2, List.of(), List.of(text), Map.of()))
                    .iceberg();
            SortField field = table.sortOrder().fields().get(0);
            assertThat(field.transform() + "(" + table.schema().findColumnName(field.sourceId()) + ") "
                            + field.direction() + " " + field.nullOrder())
                    .isEqualTo(order);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere        | no column 'nowhere'",
                "id upwards     | no column 'id upwards'",
                "week(at)       | unknown transform week",
                "day(id) desc   | id",
                "bucket(id) asc | bucket needs a width",
            })
    void sortTextThatCannotBeRightIsRefusedBeforeAnythingIsCreated(String text, String why) {
        TableOptions asked = new TableOptions(2, List.of(), List.of(text), Map.of());
        assertRefused(asked, "invalid-sort-order", text, why, "nulls first or nulls last");
    }

    @Test
    void aTableThatExistsIsNotCreatedAgain() {
        try (LakeTables tables = LakeTables.open(options("jdbc"))) {
            tables.create("items", EVERY_TYPE, TableOptions.DEFAULT);
            assertThatThrownBy(() -> tables.create("items", EVERY_TYPE, TableOptions.DEFAULT))
                    .hasMessageContaining("Load it, or choose another name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3a://bucket/lake", "s3://bucket/lake", "gs://bucket/lake"})
    void aHadoopCatalogOnAnObjectStoreIsRefused(String warehouse) {
        CatalogOptions asked = new CatalogOptions("lake", "shop", Map.of("type", "hadoop", "warehouse", warehouse));
        assertThatThrownBy(() -> LakeTables.open(asked))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("unsafe-catalog"))
                .hasMessageContaining("it loses commits")
                .hasMessageContaining("Use type rest, jdbc or glue");
    }

    @Test
    void aHadoopCatalogNamedByItsClassIsRefusedToo() {
        CatalogOptions asked = new CatalogOptions(
                "lake",
                "shop",
                Map.of(
                        "catalog-impl", "org.apache.iceberg.hadoop.HadoopCatalog",
                        "hadoop.fs.defaultFS", "s3a://bucket",
                        "warehouse", "/lake"));
        assertThatThrownBy(() -> LakeTables.open(asked)).hasMessageContaining("it loses commits on s3a");
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsNamedWithWhatTheDriverSays() {
        CatalogOptions asked = new CatalogOptions(
                "lake",
                "shop",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + dir.resolve("nowhere/lake.db"),
                        "warehouse",
                        dir.toString()));
        assertThatThrownBy(() -> LakeTables.open(asked))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        error -> assertThat(error.reason()).isEqualTo("catalog-unreachable"))
                .hasMessageContaining("Failed to connect: jdbc:sqlite:")
                .hasMessageContaining("SQLITE_CANTOPEN");
    }

    @Test
    void wrongCatalogSettingsAreBlamedOnTheConfigurationWithoutShowingSecrets() {
        for (Map<String, String> properties : List.of(
                Map.of("type", "jdbc", "password", "hunter2"),
                Map.of("catalog-impl", "nowhere.Catalog", "password", "hunter2"),
                Map.of("type", "jdcb", "uri", "jdbc:sqlite:x?password=hunter2"),
                Map.of("warehouse", "hunter2"))) {
            CatalogOptions asked = new CatalogOptions("lake", "shop", properties);
            assertThatThrownBy(() -> LakeTables.open(asked))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                    .hasMessageContainingAll("Cannot", "catalog lake")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aTableOfForeignMakeIsRefusedWithTheWayOut() {
        try (LakeTables tables = LakeTables.open(options("hadoop"))) {
            LakeTable table = tables.create("items", EVERY_TYPE, TableOptions.DEFAULT);
            table.iceberg()
                    .updateSchema()
                    .addColumn("flag", org.apache.iceberg.types.Types.BooleanType.get())
                    .commit();
            assertThat(table.iceberg().schema().findType("flag").typeId()).isEqualTo(Type.TypeID.BOOLEAN);
            assertThatThrownBy(table::shape)
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LAKE))
                    .hasMessageContaining("column flag has type boolean")
                    .hasMessageContaining("Drop the column");
        }
    }
}
