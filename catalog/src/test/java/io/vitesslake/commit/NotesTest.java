package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.Fenced;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.FaultyCatalog.Fault;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Notes lie beside the snapshot of their checkpoint: with it or not at all. */
class NotesTest {

    private static final byte[] NOTES = notes(1);

    @TempDir
    Path directory;

    private LakeFixture lake;

    @BeforeEach
    void createTable() {
        lake = LakeFixture.jdbc(directory);
    }

    @AfterEach
    void closeCatalogs() {
        lake.close();
    }

    private static byte[] notes(int seed) {
        byte[] notes = new byte[100_000];
        new Random(seed).nextBytes(notes);
        return notes;
    }

    private static CheckpointCommit noted(WrittenFiles files, Checkpoint checkpoint, Placement placement) {
        return new CheckpointCommit(files, checkpoint, placement, Optional.of(NOTES));
    }

    private static WrittenFiles row(Writer writer, long id) {
        return writer.write(RowsFixture.of(SHAPE).insert(id, "noted"));
    }

    /** Inserts one row, with notes. */
    private static Checkpoint insert(Writer writer, long id) {
        Checkpoint checkpoint = writer.next("noted");
        assertThat(writer.committer.commit(writer.table, noted(row(writer, id), checkpoint, Placement.MAIN)))
                .isInstanceOf(Committed.class);
        writer.resumeFrom(checkpoint.id());
        return checkpoint;
    }

    private SavedCheckpoint newest() {
        return new CheckpointReader(NAMES).newest(lake.table()).orElseThrow();
    }

    private Optional<byte[]> notesOf(SavedCheckpoint saved) {
        return new CheckpointReader(NAMES).notes(lake.table(), saved);
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(".puffin")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void notesComeBackFromWhatReadersSee() {
        Writer writer = lake.writer();
        Checkpoint checkpoint = insert(writer, 1);

        SavedCheckpoint saved = newest();
        assertThat(saved.checkpoint()).isEqualTo(checkpoint);
        assertThat(notesOf(saved)).hasValue(NOTES);
        assertThat(files()).hasSize(1);

        writer.insert(2);
        assertThat(notesOf(newest())).isEmpty();
        assertThat(notesOf(saved)).hasValue(NOTES);
    }

    @Test
    void notesComeBackFromTheBranchAndFromTheSwap() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        Checkpoint start = copy.first();
        writer.committer.commit(writer.table, noted(copy.rows(10), start, Placement.BRANCH_START));
        copy.resumeFrom(start.id());
        assertThat(notesOf(
                        new CheckpointReader(NAMES).newestOnBranch(lake.table()).orElseThrow()))
                .hasValue(NOTES);

        writer.committer.commit(writer.table, noted(copy.rows(11), copy.next("copied"), copy.swap()));

        assertThat(lake.ids()).containsExactly(10L, 11L);
        assertThat(notesOf(newest())).hasValue(NOTES);
        assertThat(files()).hasSize(2);
    }

    @Test
    void oneCheckpointMayHaveNotesForReadersAndOnTheBranch() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        Checkpoint onMain = writer.next("both");
        Checkpoint onBranch = new Checkpoint(onMain.id(), copy.next("both").parentId(), onMain.cursor());

        writer.committer.commit(writer.table, noted(row(writer, 2), onMain, Placement.MAIN));
        writer.committer.commit(
                writer.table, new CheckpointCommit(copy.rows(11), onBranch, Placement.BRANCH, Optional.of(notes(2))));

        assertThat(notesOf(newest())).hasValue(NOTES);
        assertThat(notesOf(
                        new CheckpointReader(NAMES).newestOnBranch(lake.table()).orElseThrow()))
                .hasValue(notes(2));
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT", "CONFLICT_WITH_ITSELF", "CONNECTION_LOST_BEFORE", "UNKNOWN_AFTER", "ARRIVES_LATE"})
    void notesOfACommitThatTakesSeveralAttemptsLieOnceInTheTable(Fault fault) {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.faults().commits(fault);

        insert(writer, 2);

        assertThat(notesOf(newest())).hasValue(NOTES);
        assertThat(files()).hasSize(1);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void notesOfACommitThatIsRepeatedAfterAnUnknownOutcomeLieOnceInTheTable() {
        Writer writer = lake.writer();
        writer.insert(1);
        CheckpointCommit commit = noted(row(writer, 2), writer.next("noted"), Placement.MAIN);
        for (Fault lost : List.of(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_AFTER)) {
            lake.faults().commits(lost).failReadsAfterCommit(4);
            assertThatThrownBy(() -> writer.committer.commit(writer.table, commit))
                    .isInstanceOf(CodedException.class);
            assertThat(files()).hasSize(1);
        }

        assertThat(writer.committer.commit(writer.table, commit)).isInstanceOf(Committed.class);

        assertThat(notesOf(newest())).hasValue(NOTES);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFencedCommitLeavesNoNotes() {
        Writer one = lake.writer();
        Writer two = lake.writer().resumeFrom(one.insert(1).id());
        CheckpointCommit commit = noted(row(two, 2), two.next("noted"), Placement.MAIN);
        lake.faults().beforeNextCommit(() -> one.insert(2));

        assertThat(two.committer.commit(two.table, commit)).isInstanceOf(Fenced.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void aCommitWhoseSchemaMovedLeavesNoNotes() {
        Writer writer = lake.writer();
        writer.insert(1);
        CheckpointCommit commit = noted(
                writer.write(
                        RowsFixture.of(LakeFixture.shape("id", "name", "note")).insert(2L, "b", "new")),
                writer.next("noted"),
                Placement.MAIN);
        lake.faults()
                .beforeNextCommit(() -> lake.foreign()
                        .updateSchema()
                        .addColumn("theirs", Types.StringType.get())
                        .commit());

        assertThat(writer.committer.commit(writer.table, commit)).isInstanceOf(SchemaMoved.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void statisticsOfOthersForTheSameSnapshotMakeNotesEmptyAndNothingElse() {
        Writer writer = lake.writer();
        insert(writer, 1);
        SavedCheckpoint saved = newest();
        Table table = lake.foreign();
        table.updateStatistics()
                .setStatistics(new GenericStatisticsFile(saved.snapshotId(), "theirs.stats", 100, 10, List.of()))
                .commit();

        assertThat(notesOf(saved)).isEmpty();
        insert(writer, 2);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(notesOf(newest())).hasValue(NOTES);
    }

    @Test
    void notesThatAreGoneOrDamagedAreEmpty() throws IOException {
        Writer writer = lake.writer();
        insert(writer, 1);
        SavedCheckpoint saved = newest();
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        // Without the checksum file beside it, which would find the damage first.
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));

        for (int position : List.of(10, 50_000, whole.length - 10)) {
            byte[] damaged = whole.clone();
            damaged[position] ^= 1;
            Files.write(file, damaged);
            assertThat(notesOf(saved)).isEmpty();
        }
        Files.write(file, whole);
        assertThat(notesOf(saved)).hasValue(NOTES);
        Files.delete(file);
        assertThat(notesOf(saved)).isEmpty();
    }

    @Test
    void anExpiryByOthersTakesTheNotesOfTheSnapshotsThatGo() {
        Writer writer = lake.writer();
        insert(writer, 1);
        insert(writer, 2);
        SavedCheckpoint newest = newest();

        lake.expireAllButTheLast();

        assertThat(lake.metadata().statisticsFiles())
                .extracting(StatisticsFile::snapshotId)
                .containsExactly(newest.snapshotId());
        assertThat(files()).hasSize(1);
        assertThat(notesOf(newest)).hasValue(NOTES);
    }
}
