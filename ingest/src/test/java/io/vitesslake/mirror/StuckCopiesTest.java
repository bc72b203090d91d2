package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resumed copy of two shards; one has all its rows and goes on. */
final class StuckCopiesTest {

    private static final Shard COPIES = new Shard("commerce", "-80");
    private static final Shard GOES_ON = new Shard("commerce", "80-");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PATIENCE = 4;

    @TempDir
    private Path directory;

    private final StuckCopies copies = new StuckCopies(this::ask, TabletType.PRIMARY);
    private StreamSync stream;
    private int executed = 50;
    private boolean down;
    private int looks;

    @BeforeEach
    void open() {
        open(Vgtid.of(Map.of(COPIES, copying(10), GOES_ON, at(20))));
    }

    private void open(Vgtid start) {
        TestTables tables = new TestTables(directory);
        stream = tables.stream(List.of(tables.fresh("orders", 100)), start);
        stream.opened(new ScriptedSource().open(new StreamRequest(start, List.of(), TabletType.PRIMARY), new Inbox()));
    }

    private ServerGtids ask(Shard shard, TabletType type) {
        if (down) {
            throw new CodedException(ErrorCode.SOURCE, "vtgate-unavailable", "down");
        }
        return new ServerGtids(gtids(executed), GtidSet.EMPTY);
    }

    private static GtidSet gtids(int last) {
        return GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-" + last);
    }

    private static ShardPosition at(int last) {
        return ShardPosition.at(gtids(last));
    }

    private static ShardPosition copying(int last) {
        return new ShardPosition(ShardPosition.State.AT, gtids(last), List.of(TablePk.notCopiedYet("orders")));
    }

    /** Half a minute later. */
    private List<StuckCopies.Doubt> look() {
        return copies.look(List.of(stream), BEGIN.plusSeconds(30L * looks++));
    }

    private void goTo(Vgtid position) {
        stream.position(position);
        stream.other(position.shards().iterator().next());
    }

    private void lookUntilPatienceEnds() {
        for (int i = 0; i <= PATIENCE; i++) {
            assertThat(look()).as("look %s", i).isEmpty();
        }
    }

    @Test
    void aShardThatStandsStillIsDoubtfulWhenAllOthersHaveWhatTheirServersHad() {
        lookUntilPatienceEnds();
        goTo(Vgtid.of(Map.of(COPIES, copying(10), GOES_ON, at(50))));
        assertThat(look()).containsExactly(new StuckCopies.Doubt(stream, COPIES));
        assertThat(look()).as("told once").isEmpty();
    }

    @Test
    void othersThatAreOnTheirWayMayHandOverYet() {
        lookUntilPatienceEnds();
        for (int last = 21; last < 50; last++) {
            goTo(Vgtid.of(Map.of(COPIES, copying(10), GOES_ON, at(last))));
            executed++;
            assertThat(look()).isEmpty();
        }
        goTo(Vgtid.of(Map.of(COPIES, copying(10), GOES_ON, at(50))));
        assertThat(look()).as("what they had when patience ended").hasSize(1);
    }

    @Test
    void aShardThatMovesIsFine() {
        for (int last = 11; last < 31; last++) {
            goTo(Vgtid.of(Map.of(COPIES, copying(last), GOES_ON, at(50))));
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void aShardWhoseCopyHasNotBegunBeginsNow() {
        ShardPosition fresh =
                new ShardPosition(ShardPosition.State.EMPTY, GtidSet.EMPTY, List.of(TablePk.notCopiedYet("orders")));
        open(Vgtid.of(Map.of(COPIES, fresh, GOES_ON, at(50))));
        for (int i = 0; i < 20; i++) {
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void nothingIsKnownWhileServersDoNotAnswer() {
        down = true;
        goTo(Vgtid.of(Map.of(COPIES, copying(10), GOES_ON, at(50))));
        for (int i = 0; i < 20; i++) {
            assertThat(look()).isEmpty();
        }
        down = false;
        assertThat(look()).as("asked").isEmpty();
        assertThat(look()).hasSize(1);
    }
}
