package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyQueueTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final int PARALLELISM = 2;
    private static final long LARGE = 5_000_000;
    private static final long SMALL = 100;

    private final CopyQueue queue = new CopyQueue(new CopyOptions(PARALLELISM, OptionalLong.empty()));
    private final List<TableSync> copying = new ArrayList<>();
    // What has been copied stays in a stream.
    private final List<TableSync> streamed = new ArrayList<>();

    @TempDir
    private Path directory;

    private TestTables tables;
    private Instant now = START;

    @BeforeEach
    void prepare() {
        tables = new TestTables(directory);
    }

    @Test
    void largeAndSmallTablesHaveSlotsOfTheirOwn() {
        for (int i = 0; i < 20; i++) {
            wait(tables.fresh("large" + i, LARGE));
            wait(tables.fresh("small" + i, SMALL));
        }
        List<String> started = startAll();
        assertThat(started).filteredOn(name -> name.startsWith("large")).hasSize(PARALLELISM);
        assertThat(started).filteredOn(name -> name.startsWith("small")).hasSize(CopyOptions.SMALL_SLOTS);
    }

    @Test
    void whatEndsMakesRoomForOneOfItsKindUntilAllHaveHadTheirTurn() {
        for (int i = 0; i < 30; i++) {
            wait(tables.fresh("large" + i, LARGE + i));
            wait(tables.fresh("small" + i, SMALL + i));
        }
        List<String> started = new ArrayList<>(startAll());
        while (!copying.isEmpty()) {
            String ended = copying.remove(0).table();
            List<String> next = startAll();
            assertThat(next).allSatisfy(name -> assertThat(name).startsWith(ended.substring(0, 5)));
            started.addAll(next);
        }
        assertThat(queue.isEmpty()).isTrue();
        assertThat(started).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void begunCopiesComeFirstAndThenTheSmallerOnes() {
        wait(tables.fresh("big", LARGE * 3));
        wait(tables.fresh("middle", LARGE));
        queue.add(
                tables.saved(
                        "begun",
                        LARGE * 9,
                        ScriptedSource.copying("begun", 5, 1),
                        Optional.of(new CopyCount(7, LARGE * 9))),
                ScriptedSource.copying("begun", 5, 1));
        assertThat(startAll()).containsExactly("begun", "middle");
    }

    @Test
    void aTableThatTurnsOutLargerThanEstimatedTakesALargeSlot() {
        Vgtid half = ScriptedSource.copying("liar", 5, 1);
        copying.add(tables.saved("liar", 0, half, Optional.of(new CopyCount(CopyQueue.SMALL_ROWS + 1, 0))));
        wait(tables.fresh("one", LARGE));
        wait(tables.fresh("two", LARGE));
        assertThat(startAll()).hasSize(PARALLELISM - 1);
    }

    @Test
    void theTableThatLeadsTheCheckpointsNeverWaits() {
        for (String name : List.of("b", "c", "d")) {
            wait(tables.fresh(name, LARGE));
        }
        assertThat(startAll()).containsExactly("b", "c");
        wait(tables.fresh("a", LARGE * 100));
        assertThat(startAll()).containsExactly("a");
    }

    @Test
    void aTableThatIsTakenOutNeverStarts() {
        TableSync gone = tables.fresh("gone", SMALL);
        wait(gone);
        queue.remove(gone);
        assertThat(startAll()).isEmpty();
    }

    @Test
    void aCopyThatKeepsStartingAnewWaitsLongerEachTimeUpToAMinute() {
        List<Long> pauses = new ArrayList<>();
        TableSync restless = tables.fresh("restless", SMALL);
        for (int restarts = 1; restarts <= 10; restarts++) {
            restless.copyAnew("shards disagree", restless.setup());
            wait(restless);
            long seconds = 0;
            while (startAll().isEmpty()) {
                now = now.plusSeconds(1);
                seconds++;
            }
            copying.clear();
            pauses.add(seconds);
        }
        assertThat(pauses).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
    }

    private void wait(TableSync table) {
        queue.add(table, ResumePlan.copyFromScratch(table.table(), List.of(ScriptedSource.SHARD)));
    }

    private List<String> startAll() {
        List<String> started = new ArrayList<>();
        streamed.addAll(copying);
        for (Optional<CopyQueue.Copy> next = queue.next(copying, streamed, now);
                next.isPresent();
                next = queue.next(copying, streamed, now)) {
            copying.add(next.get().table());
            streamed.add(next.get().table());
            started.add(next.get().table().table());
        }
        return started;
    }
}
