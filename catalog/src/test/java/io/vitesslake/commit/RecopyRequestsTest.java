package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.tables.LakeTable;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecopyRequestsTest {

    private final RecopyRequests requests = new RecopyRequests(NAMES);

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
        assertThat(requests.pending(table)).isEmpty();
        UUID request = UUID.randomUUID();

        requests.request(lake.table(), UUID.randomUUID());
        requests.request(lake.table(), request);

        assertThat(requests.pending(table)).contains(request);
    }

    @Test
    void aRequestBetweenTwoCommitsDoesNotDisturbTheWriter() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        requests.request(lake.table(), request);

        writer.insert(2);

        assertThat(lake.waits).isEmpty();
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(requests.pending(lake.table())).contains(request);
    }

    @Test
    void aRequestBetweenJudgingAndCommittingOnlyCostsAnotherAttempt() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        lake.faults().beforeNextCommit(() -> requests.request(lake.table(), request));

        Checkpoint checkpoint = writer.insert(2);

        assertThat(lake.waits).hasSize(1);
        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(requests.pending(lake.table())).contains(request);
    }

    @Test
    void aRequestThatIsOvertakenByACommitIsLeftNevertheless() {
        Writer writer = lake.writer();
        writer.insert(1);
        UUID request = UUID.randomUUID();
        lake.faults().beforeNextCommit(() -> writer.insert(2));

        requests.request(lake.table(), request);

        assertThat(requests.pending(lake.table())).contains(request);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aRequestThatIsNoneIsRefused() {
        lake.foreign().updateProperties().set(NAMES.requestProperty(), "please").commit();

        assertThatThrownBy(() -> requests.pending(lake.table()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("recopy-request-unreadable"))
                .hasMessageContaining("'please'")
                .hasMessageContaining("Remove the property");
    }

    @Test
    void aDroppedTableIsAnErrorThatSaysSo() {
        LakeTable table = lake.table();
        lake.drop();

        assertThatThrownBy(() -> requests.pending(table))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("table-missing"))
                .hasMessageContaining("copy it anew");
    }
}
