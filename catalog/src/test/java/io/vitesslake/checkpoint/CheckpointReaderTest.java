package io.vitesslake.checkpoint;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.LakeFixture;
import io.vitesslake.commit.LakeFixture.Writer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointReaderTest {

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

    private Optional<SavedCheckpoint> newest() {
        return new CheckpointReader(NAMES).newest(lake.table());
    }

    private Checkpoint newestCheckpoint() {
        return newest().orElseThrow().checkpoint();
    }

    private void assertRefused(String reason, String remedy) {
        assertThatThrownBy(this::newest)
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LAKE);
                    assertThat(e.reason()).isEqualTo(reason);
                })
                .hasMessageContaining("orders")
                .hasMessageContaining(remedy);
    }

    @Test
    void aNewTableHasNoCheckpoint() {
        assertThat(newest()).isEmpty();
    }

    @Test
    void aCheckpointReadsBackAsItWasCommitted() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        Checkpoint second = new Checkpoint(
                UUID.randomUUID(), Optional.of(first.id()), Map.of("vgtid", "{\"shard\":\"-80\"}", "state", "running"));
        assertThat(writer.commit(writer.nothing(), second)).isInstanceOf(CommitOutcome.Committed.class);

        SavedCheckpoint saved = newest().orElseThrow();

        Snapshot current = lake.foreign().currentSnapshot();
        assertThat(saved.checkpoint()).isEqualTo(second);
        assertThat(saved.snapshotId()).isEqualTo(current.snapshotId());
        assertThat(saved.sequenceNumber()).isEqualTo(current.sequenceNumber());
        assertThat(saved.committedAt().toEpochMilli()).isEqualTo(current.timestampMillis());
    }

    @Test
    void aTableThatWasReadEarlierIsReadAnew() {
        Writer writer = lake.writer();
        writer.insert(1);
        CheckpointReader reader = new CheckpointReader(NAMES);
        var table = lake.table();
        reader.newest(table);
        Checkpoint second = writer.insert(2);

        assertThat(reader.newest(table).orElseThrow().checkpoint()).isEqualTo(second);
    }

    @Test
    void aTableOfOthersIsRefused() {
        lake.append(1);

        assertRefused("foreign-table", "Choose another target");
    }

    @Test
    void aForeignRewriteDoesNotHideTheCheckpoint() {
        Writer writer = lake.writer();
        writer.insert(1);
        Checkpoint newest = writer.insert(2);
        lake.compact();

        assertThat(newestCheckpoint()).isEqualTo(newest);
    }

    @Test
    void aRollbackNamesTheOlderCheckpoint() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        lake.rollbackTo(lake.snapshotOf(first));

        assertThat(newestCheckpoint()).isEqualTo(first);
    }

    @Test
    void ancestorsThatWereExpiredAreFoundInOlderMetadataFiles() {
        Writer writer = lake.writer();
        Checkpoint newest = writer.insert(1);
        lake.compact();
        lake.compact();
        lake.foreign().manageSnapshots().removeTag(NAMES.tag()).commit();
        lake.expireAllButTheLast();
        assertThat(lake.metadata().snapshots()).hasSize(1);

        assertThat(newestCheckpoint()).isEqualTo(newest);
    }

    @Test
    void tagAndPropertyVouchForACheckpointWhoseDescendantsAreLost() {
        Writer writer = lake.writer();
        Checkpoint newest = writer.insert(1);
        lake.compact();
        lake.compact();
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertThat(newestCheckpoint()).isEqualTo(newest);
    }

    @Test
    void afterARollbackToARewriteAndAnExpiryTheOlderMetadataFilesTellTheTruth() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        Snapshot rewrite = lake.compact();
        writer.insert(2);
        lake.rollbackTo(rewrite.snapshotId());
        lake.expireAllButTheLast();

        assertThat(newestCheckpoint()).isEqualTo(first);
    }

    @Test
    void afterARollbackToARewriteAndAnExpiryTheReaderRefuses() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot rewrite = lake.compact();
        writer.insert(2);
        lake.rollbackTo(rewrite.snapshotId());
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertRefused("checkpoint-in-doubt", "copy the table again");
    }

    @Test
    void aRewriteOnTopOfARollbackDoesNotMakeTheTagTrustworthy() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot rewrite = lake.compact();
        writer.insert(2);
        lake.rollbackTo(rewrite.snapshotId());
        lake.compact();
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertRefused("checkpoint-in-doubt", "Roll the table back");
    }

    @Test
    void aRollbackThatOnlyTheSnapshotLogShowsIsADoubt() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        long lost = lake.compact().snapshotId();
        long alsoLost = lake.compact().snapshotId();
        long current = lake.compact().snapshotId();
        lake.rollbackTo(lake.snapshotOf(first));
        lake.rollbackTo(current);
        lake.expire(lost);
        lake.expire(alsoLost);
        lake.forgetMetadataLog();

        assertRefused("checkpoint-in-doubt", "Roll the table back");
    }

    @Test
    void aPropertyThatContradictsTheTagIsNotBelieved() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.compact();
        lake.compact();
        lake.foreign()
                .updateProperties()
                .set(NAMES.idProperty(), UUID.randomUUID().toString())
                .commit();
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertRefused("checkpoint-in-doubt", "copy the table again");
    }

    @Test
    void aTagAloneIsNotBelieved() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.compact();
        lake.compact();
        lake.foreign().updateProperties().remove(NAMES.idProperty()).commit();
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertRefused("checkpoint-in-doubt", "copy the table again");
    }

    @Test
    void aTableReplacedByAnotherIsRefused() {
        lake.writer().insert(1);
        lake.replace();

        assertRefused("checkpoint-in-doubt", "copy the table again");
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        lake.foreign().newAppend().set(NAMES.idProperty(), "7").commit();

        assertThatThrownBy(this::newest)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("checkpoint-in-doubt"))
                .hasMessageContaining("'7'")
                .hasMessageContaining("copy the table again");
    }

    @Test
    void aDroppedTableIsAnErrorThatSaysSo() {
        var table = lake.table();
        lake.drop();

        assertThatThrownBy(() -> new CheckpointReader(NAMES).newest(table))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("table-missing"))
                .hasMessageContaining("Restore it");
    }

    @Test
    void aCursorCannotTakeTheNamesOfTheCheckpoint() {
        assertThatThrownBy(() -> new Checkpoint(UUID.randomUUID(), Optional.empty(), Map.of("checkpoint-id", "1")))
                .hasMessageContaining("checkpoint-id");
    }
}
