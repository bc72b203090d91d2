package io.vitesslake.tables;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.util.StructLikeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrowingDeletesTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(new Column("id", ColumnType.LONG, true), new Column("name", ColumnType.STRING, false)),
            List.of("id"));

    @TempDir
    Path dir;

    @Test
    void eachDeleteFileIsReadOnceHoweverManyDataFilesItAppliesTo() {
        Map<String, String> properties =
                Map.of("type", "hadoop", "warehouse", dir.resolve("lake").toString());
        try (LakeTables tables = LakeTables.open(new CatalogOptions("lake", "shop", properties))) {
            LakeTable table = tables.create("items", SHAPE, new TableOptions(2, List.of(), Map.of()));
            DeleteFile second = deletes(table, 2);
            DeleteFile third = deletes(table, 3);
            List<String> read = new ArrayList<>();
            GrowingDeletes deletes = new GrowingDeletes(file -> {
                read.add(file.location());
                return table.iceberg().io().newInputFile(file);
            });
            Schema key = table.iceberg().schema().select("id");

            StructLikeSet ofNewer = deletes.loadEqualityDeletes(List.of(third), key);
            assertThat(ofNewer).hasSize(1);
            StructLikeSet ofOlder = deletes.loadEqualityDeletes(List.of(second, third), key);
            assertThat(ofOlder).hasSize(2);
            assertThat(deletes.loadEqualityDeletes(List.of(second, third), key)).hasSize(2);
            assertThat(read).containsExactly(third.location(), second.location());
        }
    }

    private static DeleteFile deletes(LakeTable table, long id) {
        RowsFixture batch = RowsFixture.of(SHAPE).delete(row(id, "anna"));
        WrittenFiles files = new TableWriter(WriteOptions.DEFAULT).write(table, table.plan(batch.shape()), batch);
        return files.deletes().get(0);
    }
}
