package io.vitesslake.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are deleted by position are gone, and no others, whatever happens to the table and to the index. */
class PositionDeletesTest {

    private static final TableShape SHAPE = LakeFixture.SHAPE;
    private static final long ENOUGH = 1 << 30;

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
        return lake.writer(SHAPE, new TableOptions(version, List.of(partitionBy), Map.of()))
                .deletingByPosition(new KeyIndex(keys, ENOUGH));
    }

    private static void commit(LakeFixture.Writer writer, RowsFixture rows) {
        assertThat(writer.commit(writer.write(rows), writer.next("next"))).isInstanceOf(Committed.class);
    }

    private static Object[] row(long id, String name) {
        return RowsFixture.row(id, name);
    }

    /** Delete files that apply to live data files, each once for each data file. */
    private List<DeleteFile> liveDeletes() {
        try (CloseableIterable<FileScanTask> tasks = lake.foreign().newScan().planFiles()) {
            List<DeleteFile> deletes = new ArrayList<>();
            tasks.forEach(task -> deletes.addAll(task.deletes()));
            return deletes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anUpdateOfAnOlderRowIsAPositionInTheFileThatHoldsIt(int version) {
        LakeFixture.Writer writer = writer(version);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b").insert(3L, "c"));
        WrittenFiles files = writer.write(
                RowsFixture.of(SHAPE).update(row(2, "b"), row(2, "B")).delete(3L, "c"));
        assertThat(writer.commit(files, writer.next("changed"))).isInstanceOf(Committed.class);
        assertThat(lake.rows()).containsExactly(List.of(1L, "a"), List.of(2L, "B"));
        DeleteFile deletes = liveDeletes().get(0);
        assertThat(files.deletes()).hasSize(1);
        assertThat(deletes.content()).isEqualTo(FileContent.POSITION_DELETES);
        assertThat(deletes.recordCount()).isEqualTo(2);
        assertThat(deletes.referencedDataFile()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"2,", "2, 'bucket(3, id)'", "2, name", "3,", "3, 'bucket(3, id)'"})
    void anyChangesBesideAnythingThatOthersDoGiveTheSameRows(int version, String partitionBy) {
        String[] fields = partitionBy == null ? new String[0] : new String[] {partitionBy};
        for (int seed = 0; seed < 1; seed++) {
            Random random = new Random(seed);
            LakeFixture.Writer writer = writer(version, fields);
            ChangingRows rows = new ChangingRows(random);
            for (int step = 0; step < 25; step++) {
                disturb(random, writer);
                RowsFixture batch = rows.change(step);
                CommitOutcome outcome = writer.commit(writer.write(batch), writer.next("step " + step));
                if (outcome instanceof SchemaMoved) {
                    writer.table.refresh();
                    outcome = writer.commit(writer.write(batch), writer.next("step " + step));
                }
                assertThat(outcome).as("seed %s, step %s", seed, step).isInstanceOf(Committed.class);
                assertThat(lake.rows()).as("seed %s, step %s", seed, step).isEqualTo(rows.expected());
            }
            assertThat(liveDeletes()).allMatch(file -> file.content() == FileContent.POSITION_DELETES);
        }
    }

    private void disturb(Random random, LakeFixture.Writer writer) {
        switch (random.nextInt(12)) {
            case 0 -> lake.compactAsWritten();
            case 1 -> lake.expireAllButTheLast();
            case 2 -> writer.idle();
            case 3 -> writer.deletingByPosition(new KeyIndex(keys, ENOUGH));
            case 4 -> writer.deletingByPosition(new KeyIndex(emptied(keys), ENOUGH));
            case 5 -> {
                damage(keys);
                writer.deletingByPosition(new KeyIndex(keys, ENOUGH));
            }
            case 6 -> writer.deletingByPosition(new KeyIndex(keys, 2_000));
            default -> {
                // Nothing happens.
            }
        }
    }

    private static Path emptied(Path directory) {
        each(directory, Files::delete);
        return directory;
    }

    private static void damage(Path directory) {
        each(directory, file -> {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        });
    }

    private interface FileStep {
        void take(Path file) throws IOException;
    }

    private static void each(Path directory, FileStep step) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                step.take(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void positionsThatACompactionMadeWrongAreNotCommitted(int version) {
        LakeFixture.Writer writer = writer(version);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).insert(3L, "c"));
        RowsFixture change = RowsFixture.of(SHAPE).delete(3L, "c");
        WrittenFiles files = writer.write(change);
        lake.compactAsWritten();
        assertThat(writer.commit(files, writer.next("changed"))).isInstanceOf(SchemaMoved.class);
        writer.table.refresh();
        commit(writer, change);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aDataFileKeepsOneVectorAndFewDeleteFiles() {
        for (int version : new int[] {2, 3}) {
            LakeFixture.Writer writer = writer(version);
            RowsFixture inserts = RowsFixture.of(SHAPE);
            for (long id = 0; id < 22; id++) {
                inserts.insert(id, "row");
            }
            commit(writer, inserts);
            for (long id = 0; id < 12; id++) {
                commit(writer, RowsFixture.of(SHAPE).delete(id, "row"));
                assertThat(liveDeletes()).hasSizeLessThanOrEqualTo(version == 3 ? 1 : 9);
            }
            assertThat(lake.ids()).hasSize(10);
        }
    }

    @Test
    void deletesThatIcebergLetsGoOfByItselfHoldNoCommitUp() {
        Map<String, String> oneManifest = Map.of(TableProperties.MANIFEST_MIN_MERGE_COUNT, "2");
        LakeFixture.Writer writer = lake.writer(SHAPE, new TableOptions(3, List.of(), oneManifest));
        commit(writer, RowsFixture.of(SHAPE).delete(9L, "never seen"));
        writer.deletingByPosition(new KeyIndex(keys, ENOUGH));
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b").insert(3L, "c"));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        commit(writer, RowsFixture.of(SHAPE).delete(2L, "b"));
        assertThat(lake.ids()).containsExactly(3L);
        assertThat(lake.foreign().currentSnapshot().summary()).containsEntry("removed-delete-files", "2");
    }

    @Test
    void rowsOfASnapshotThatOthersHaveExpiredSinceAreDeletedByKey() {
        LakeFixture.Writer writer = writer(3);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        LakeFixture.Writer stale = lake.writer().deletingByPosition(new KeyIndex(keys, ENOUGH));
        stale.resumeFrom(writer.last().orElseThrow());
        writer.idle();
        lake.expireAllButTheLast();
        WrittenFiles files = stale.write(RowsFixture.of(SHAPE).delete(1L, "a"));
        assertThat(files.deletes()).allMatch(file -> file.content() == FileContent.EQUALITY_DELETES);
        assertThat(stale.commit(files, stale.next("late"))).isInstanceOf(CommitOutcome.Fenced.class);
    }

    @Test
    void rowsThatCannotBeIndexedAreDeletedByKey() {
        LakeFixture.Writer writer = writer(3);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        writer.deletingByPosition(new KeyIndex(keys, 1));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        assertThat(lake.ids()).containsExactly(2L);
        assertThat(liveDeletes()).allMatch(file -> file.content() == FileContent.EQUALITY_DELETES);
        writer.deletingByPosition(new KeyIndex(keys, ENOUGH));
        commit(writer, RowsFixture.of(SHAPE).delete(2L, "b"));
        assertThat(lake.ids()).isEmpty();
    }

    @Test
    void aRowOfAnEmptyTableNeedsNoDelete() {
        LakeFixture.Writer writer = writer(2);
        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).update(row(1, "?"), row(1, "a")));
        assertThat(files.deletes()).isEmpty();
        assertThat(writer.commit(files, writer.next("first"))).isInstanceOf(Committed.class);
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void deletesOfRowsThatOthersHaveDeletedAlreadyAreLeftOut() {
        LakeFixture.Writer writer = writer(3);
        commit(writer, RowsFixture.of(SHAPE).insert(1L, "a").insert(2L, "b"));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "a"));
        WrittenFiles again = writer.write(RowsFixture.of(SHAPE).delete(1L, "a"));
        assertThat(again.deletes()).isEmpty();
        assertThat(again.replacedDeletes()).isEmpty();
    }

    @Test
    void theIndexStaysWithinItsDiskAndIsKeptForTheNextProcess() {
        long most = 1_500;
        LakeFixture.Writer writer = writer(2).deletingByPosition(new KeyIndex(keys, most));
        for (long id = 0; id < 12; id++) {
            commit(writer, RowsFixture.of(SHAPE).insert(id, "row"));
        }
        commit(writer, RowsFixture.of(SHAPE).delete(0L, "row").delete(6L, "row").delete(11L, "row"));
        List<Path> kept = indexed();
        assertThat(kept).isNotEmpty();
        assertThat(kept.stream().mapToLong(file -> file.toFile().length()).sum())
                .isLessThanOrEqualTo(most);
        writer.deletingByPosition(new KeyIndex(keys, most));
        commit(writer, RowsFixture.of(SHAPE).delete(1L, "row"));
        assertThat(indexed()).containsAll(kept).hasSize(kept.size() + 1);
        assertThat(lake.ids()).hasSize(8);
    }

    private List<Path> indexed() {
        List<Path> files = new ArrayList<>();
        each(keys, files::add);
        return files;
    }
}
