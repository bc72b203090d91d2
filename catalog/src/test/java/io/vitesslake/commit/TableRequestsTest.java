package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.tables.LakeTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableRequestsTest {

    private static final Instant FIRST = Instant.parse("2026-11-23T10:00:00Z");

    private final TableRequests requests = new TableRequests(NAMES);

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

    @Test
    void theNewestRequestIsSeenThroughATableThatWasReadEarlier() {
        LakeTable table = lake.table();
        assertThat(requests.pending(table).recopy()).isEmpty();
        UUID request = UUID.randomUUID();

        requests.recopy(lake.table(), UUID.randomUUID());
        requests.recopy(lake.table(), request);

        assertThat(requests.pending(table).recopy()).contains(request);
    }

    @Test
    void aRequestBetweenTwoCommitsDoesNotDisturbTheWriter() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        requests.recopy(lake.table(), request);

        writer.insert(2);

        assertThat(lake.waits).isEmpty();
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(requests.pending(lake.table()).recopy()).contains(request);
    }

    @Test
    void aRequestBetweenJudgingAndCommittingOnlyCostsAnotherAttempt() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        lake.faults().beforeNextCommit(() -> requests.recopy(lake.table(), request));

        Checkpoint checkpoint = writer.insert(2);

        assertThat(lake.waits).hasSize(1);
        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(requests.pending(lake.table()).recopy()).contains(request);
    }

    @Test
    void aRequestThatIsOvertakenByACommitIsLeftNevertheless() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        lake.faults().beforeNextCommit(() -> writer.insert(2));

        requests.recopy(lake.table(), request);

        assertThat(requests.pending(lake.table()).recopy()).contains(request);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aRequestThatIsNoneIsRefused() {
        lake.foreign().updateProperties().set(NAMES.recopyProperty(), "please").commit();

        assertThatThrownBy(() -> requests.pending(lake.table()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("request-unreadable"))
                .hasMessageContaining("'please'")
                .hasMessageContaining("Remove the property");
    }

    @Test
    void aTableIsPausedSinceItWasAskedForFirstUntilItIsToGoOn() {
        LakeTable table = lake.table();
        assertThat(requests.pending(table)).isEqualTo(Requested.NOTHING);

        requests.pause(lake.table(), FIRST);
        requests.pause(lake.table(), FIRST.plusSeconds(60));
        assertThat(requests.pending(table)).isEqualTo(new Requested(Optional.empty(), Optional.of(FIRST)));

        requests.resume(lake.table());
        requests.resume(lake.table());
        assertThat(requests.pending(table)).isEqualTo(Requested.NOTHING);
    }

    @Test
    void aPauseIsNoPartOfTheCheckpointsAndOutlivesThem() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        requests.pause(lake.table(), FIRST);
        assertThat(asProperties()).contains(first);

        Checkpoint second = writer.insert(2);

        assertThat(asProperties()).contains(second);
        assertThat(requests.pending(lake.table()).paused()).contains(FIRST);
    }

    private Optional<Checkpoint> asProperties() {
        return NAMES.checkpointOf(lake.table().iceberg().properties());
    }

    @Test
    void aPauseThatIsNoneIsRefused() {
        lake.foreign().updateProperties().set(NAMES.pauseProperty(), "yes").commit();

        assertThatThrownBy(() -> requests.resume(lake.table()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("request-unreadable"))
                .hasMessageContainingAll("'yes'", "vitess.paused-since", "Remove the property");
    }

    @Test
    void aDroppedTableIsAnErrorThatSaysSo() {
        LakeTable table = lake.table();
        lake.drop();

        assertThatThrownBy(() -> requests.pending(table).recopy())
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("table-missing"))
                .hasMessageContaining("copy it anew");
    }
}
