package io.vitesslake.maintain;

import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.commit.ChangingRows;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.Compaction;
import io.vitesslake.commit.LakeFixture;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceTest {

    private static final long ENOUGH = 1 << 20;
    private static final MaintenanceOptions EAGER = new MaintenanceOptions(WriteOptions.DEFAULT, 2, 1, 0.3, ENOUGH);

    @TempDir
    Path dir;

    private LakeFixture lake;
    private Path keys;

    @BeforeEach
    void open() throws IOException {
        lake = LakeFixture.jdbc(dir);
        keys = Files.createDirectory(dir.resolve("keys"));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private LakeFixture.Writer writer(int version, String... partitionBy) {
        return lake.writer(SHAPE, new TableOptions(version, List.of(partitionBy), Map.of()));
    }

    private KeyIndex index() {
        return new KeyIndex(keys, ENOUGH);
    }

    private Maintenance maintenance() {
        return new Maintenance(lake.committer(), index(), EAGER);
    }

    private int untilNothingIsLeft() {
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        int pieces = 0;
        for (Optional<Maintenance.Prepared> work = maintenance.prepare(table);
                work.isPresent();
                work = maintenance.prepare(table)) {
            assertThat(maintenance.commit(table, Optional.empty(), work.get())).isTrue();
            pieces++;
        }
        return pieces;
    }

    private static void commit(LakeFixture.Writer writer, RowsFixture rows) {
        assertThat(writer.commit(writer.write(rows), writer.next("next"))).isInstanceOf(Committed.class);
    }

    private static Object[] row(long id, String name) {
        return RowsFixture.row(id, name);
    }

    private List<FileScanTask> live() {
        try (CloseableIterable<FileScanTask> tasks = lake.foreign().newScan().planFiles()) {
            List<FileScanTask> files = new ArrayList<>();
            tasks.forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<DeleteFile> liveDeletes() {
        return live().stream().flatMap(task -> task.deletes().stream()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2, false,",
        "2, false, 'bucket(3, id)'",
        "2, true,",
        "3, false, name",
        "3, true,",
        "3, true, 'bucket(3, id)'"
    })
    void whateverIsCommittedBetweenWorkAndItsCommitTheRowsStayTheSame(
            int version, boolean byPosition, String partitionBy) {
        String[] fields = partitionBy == null ? new String[0] : new String[] {partitionBy};
        for (long seed :
                LongStream.range(0, Long.getLong("maintenance.seeds", 1)).toArray()) {
            Random random = new Random(seed);
            LakeFixture.Writer writer = writer(version, fields);
            if (byPosition) {
                writer.deletingByPosition(index());
            }
            Life life = new Life(random, writer);
            for (int step = 0; step < 30; step++) {
                life.step(step);
                assertThat(lake.rows()).as("seed %s, step %s", seed, step).isEqualTo(life.rows.expected());
            }
            assertThat(life.done).as("pieces of work that were committed").isPositive();
        }
    }

    /** A writer, and work that is prepared at some moment and committed at a later one. */
    private final class Life {

        private final Random random;
        private final LakeFixture.Writer writer;
        private final Maintenance maintenance = maintenance();
        private final LakeTable own = lake.table();
        private final ChangingRows rows;
        private Optional<Maintenance.Prepared> work = Optional.empty();
        private int done;

        Life(Random random, LakeFixture.Writer writer) {
            this.random = random;
            this.rows = new ChangingRows(random);
            this.writer = writer;
        }

        void step(int step) {
            switch (random.nextInt(8)) {
                case 0 -> lake.compactAsWritten();
                case 1 -> lake.expireAllButTheLast();
                case 2, 3, 4 -> prepareOrCommit();
                default -> write(step);
            }
        }

        private void prepareOrCommit() {
            if (work.isEmpty()) {
                work = maintenance.prepare(own);
            } else if (maintenance.commit(own, writer.last(), work.get())) {
                done++;
                work = Optional.empty();
            } else {
                work = Optional.empty();
            }
        }

        private void write(int step) {
            RowsFixture batch = rows.change(step);
            writer.table.refresh();
            CommitOutcome outcome = writer.commit(writer.write(batch), writer.next("step " + step));
            if (outcome instanceof SchemaMoved) {
                writer.table.refresh();
                outcome = writer.commit(writer.write(batch), writer.next("step " + step));
            }
            assertThat(outcome).isInstanceOf(Committed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesByKeyBecomeDeletesByPosition(int version) {
        LakeFixture.Writer writer = writer(version);
        commit(
                writer,
                RowsFixture.of(SHAPE)
                        .insert(1L, "a")
                        .insert(2L, "b")
                        .insert(3L, "c")
                        .insert(4L, "d"));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        commit(writer, RowsFixture.of(SHAPE).update(row(2, "b"), row(2, "B")));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        assertThat(maintenance.commit(
                        table, writer.last(), maintenance.prepare(table).orElseThrow()))
                .isTrue();
        assertThat(lake.rows()).containsExactly(List.of(2L, "B"), List.of(3L, "c"), List.of(4L, "d"));
        assertThat(liveDeletes()).hasSize(1).allMatch(file -> file.content() == FileContent.POSITION_DELETES);
        assertThat(lake.foreign().currentSnapshot().operation()).isEqualTo(DataOperations.REPLACE);
        assertThat(lake.foreign().currentSnapshot().summary()).containsEntry("total-equality-deletes", "0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void smallFilesAndDeadRowsGo(int version) {
        LakeFixture.Writer writer = writer(version).deletingByPosition(index());
        for (long id = 0; id < 6; id++) {
            commit(writer, RowsFixture.of(SHAPE).insert(id, "a"));
        }
        commit(writer, RowsFixture.of(SHAPE).delete(0L, "a").delete(5L, "a"));
        assertThat(untilNothingIsLeft()).isEqualTo(1);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(live()).hasSize(1);
        assertThat(lake.foreign().currentSnapshot().summary()).containsEntry("total-delete-files", "0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsThatDieWhileTheirFileIsRewrittenAreDeadInTheNewOne(boolean byPosition) {
        LakeFixture.Writer writer = writer(3);
        if (byPosition) {
            writer.deletingByPosition(index());
        }
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).insert(3L, "c").insert(4L, "d"));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        Maintenance.Prepared work = maintenance.prepare(table).orElseThrow();
        commit(writer, RowsFixture.of(SHAPE).delete(2L, "b").update(row(3, "c"), row(3, "C")));
        assertThat(maintenance.commit(table, writer.last(), work)).isTrue();
        assertThat(lake.rows()).containsExactly(List.of(1L, "a"), List.of(3L, "C"), List.of(4L, "d"));
        writer.table.refresh();
        commit(writer, RowsFixture.of(SHAPE).delete(4L, "d"));
        assertThat(lake.ids()).containsExactly(1L, 3L);
    }

    @Test
    void aRowKeepsItsIdWhenItsFileIsRewritten() {
        LakeFixture.Writer writer = writer(3);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).insert(3L, "c"));
        Map<Long, List<Object>> before = lineage();
        assertThat(untilNothingIsLeft()).isEqualTo(1);
        assertThat(lineage()).isEqualTo(before);
        assertThat(before.values()).doesNotHaveDuplicates();
    }

    /** By the row's id column: Iceberg's id of the row, and the sequence number of its last change. */
    private Map<Long, List<Object>> lineage() {
        Map<Long, List<Object>> lineage = new TreeMap<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(lake.foreign())
                .project(TypeUtil.join(
                        lake.foreign().schema(),
                        MetadataColumns.schemaWithRowLineage(lake.foreign().schema())))
                .build()) {
            rows.forEach(row -> lineage.put(
                    (Long) row.getField("id"),
                    List.of(row.getField("_row_id"), row.getField("_last_updated_sequence_number"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lineage;
    }

    @Test
    void workForATableThatAnotherWriterTookOverIsNotCommitted() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a"));
        commit(writer, RowsFixture.of(SHAPE).insert(2L, "b"));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        Maintenance.Prepared work = maintenance.prepare(table).orElseThrow();
        long before = lake.foreign().currentSnapshot().snapshotId();
        assertThat(maintenance.commit(table, Optional.of(UUID.randomUUID()), work))
                .isFalse();
        assertThat(lake.foreign().currentSnapshot().snapshotId()).isEqualTo(before);
        assertThat(lake.dataFilesInStorage()).hasSize(2);
    }

    @Test
    void workOnFilesThatOthersHaveRewrittenIsNotCommitted() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        Maintenance.Prepared conversion = maintenance.prepare(table).orElseThrow();
        lake.compactAsWritten();
        commit(writer, RowsFixture.of(SHAPE).insert(3L, "c"));
        maintenance.commit(table, writer.last(), conversion);
        assertThat(lake.ids()).containsExactly(2L, 3L);
        Maintenance.Prepared compaction = maintenance.prepare(table).orElseThrow();
        lake.compactAsWritten();
        assertThat(maintenance.commit(table, writer.last(), compaction)).isFalse();
        assertThat(lake.ids()).containsExactly(2L, 3L);
    }

    @Test
    void deletesStayByKeyWhenTheyReachAFileThatOthersHaveWrittenSince() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        Compaction others = Compaction.of(lake);
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        Maintenance.Prepared conversion = maintenance.prepare(table).orElseThrow();
        others.commit();
        assertThat(maintenance.commit(table, writer.last(), conversion)).isFalse();
        assertThat(lake.ids()).containsExactly(2L);
    }

    @Test
    void rewrittenFilesAreDroppedWhenTheColumnsHaveChangedSince() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a"));
        commit(writer, RowsFixture.of(SHAPE).insert(2L, "b"));
        Maintenance maintenance = maintenance();
        LakeTable table = lake.table();
        Maintenance.Prepared work = maintenance.prepare(table).orElseThrow();
        lake.foreign().updateSchema().addColumn("extra", Types.StringType.get()).commit();
        assertThat(maintenance.commit(table, writer.last(), work)).isFalse();
        assertThat(lake.dataFilesInStorage()).hasSize(2);
    }

    @Test
    void whatThereIsToDoIsTold() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).update(row(1, "a"), row(1, "A")));
        assertThat(maintenance().debt(lake.table())).isEqualTo(new Debt(new FileCounts(2, 1), 1, 2, 2));
        untilNothingIsLeft();
        assertThat(maintenance().debt(lake.table())).isEqualTo(new Debt(new FileCounts(1, 0), 0, 0, 4));
    }

    @Test
    void aTableThatIsInOrderNeedsNothing() {
        LakeFixture.Writer writer = writer(2);
        assertThat(untilNothingIsLeft()).isZero();
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a"));
        assertThat(untilNothingIsLeft()).isZero();
    }

    @Test
    void deletesStayByKeyWhenKeysCannotBeIndexed() {
        LakeFixture.Writer writer = writer(2);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        Maintenance poor = new Maintenance(lake.committer(), new KeyIndex(keys, 1), EAGER);
        assertThat(poor.prepare(lake.table())).isEmpty();
        assertThat(lake.ids()).containsExactly(2L);
    }

    @Test
    void ofFilesOfManySizesOnlyThoseOfOneSizeAreMerged() {
        LakeFixture.Writer writer = writer(2);
        RowsFixture many = RowsFixture.of(SHAPE);
        for (long id = 100; id < 20_100; id++) {
            many.insert(
                    id,
                    UUID.nameUUIDFromBytes(new byte[] {(byte) id, (byte) (id >> 8)})
                            .toString());
        }
        commit(writer, many);
        DataFile large = live().get(0).file();
        for (long id = 0; id < 8; id++) {
            assertThat(new Maintenance(lake.committer(), index(), MaintenanceOptions.DEFAULT).prepare(lake.table()))
                    .isEmpty();
            commit(writer, RowsFixture.of(SHAPE).insert(id, "a"));
        }
        Maintenance maintenance = new Maintenance(lake.committer(), index(), MaintenanceOptions.DEFAULT);
        LakeTable table = lake.table();
        assertThat(maintenance.commit(
                        table, writer.last(), maintenance.prepare(table).orElseThrow()))
                .isTrue();
        assertThat(new HashSet<>(
                        live().stream().map(task -> task.file().location()).toList()))
                .hasSize(2)
                .contains(large.location());
    }
}
