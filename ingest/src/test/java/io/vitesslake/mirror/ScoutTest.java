package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.commit.Requested;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.source.TabletType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a scout tells, round by round, by a clock that the test moves. */
final class ScoutTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SomeTables source = new SomeTables();
    private final Map<String, UUID> requests = new ConcurrentHashMap<>();
    private final Map<String, Instant> pauses = new ConcurrentHashMap<>();
    private final Set<String> goingOn = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private Optional<RuntimeException> lakeFailure = Optional.empty();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void aNewTableIsToldOnceAndFromThenOnAskedForRequests() {
        source.add("a");
        Scout scout = scout();
        source.add("b").add("unwanted");
        assertThat(after(scout, MINUTE.minusSeconds(1))).as("too early").isEmpty();
        assertThat(after(scout, Duration.ofSeconds(1))).containsExactly("added b");
        assertThat(after(scout, Duration.ofHours(1))).isEmpty();
        UUID request = UUID.randomUUID();
        requests.put("lake_b", request);
        assertThat(after(scout, MINUTE)).containsExactly("recopy b " + request);
    }

    @Test
    void aRefusalIsToldOncePerChangeOfMind() {
        source.add("a");
        Scout scout = scout();
        source.refuse("b", "no key");
        assertThat(after(scout, MINUTE)).containsExactly("refused b no key");
        assertThat(after(scout, MINUTE.multipliedBy(5))).isEmpty();
        source.refuse("b", "no vindex");
        assertThat(after(scout, MINUTE)).containsExactly("refused b no vindex");
        source.add("b");
        assertThat(after(scout, MINUTE)).containsExactly("added b");
    }

    @Test
    void aTableThatIsGoneAgainHoldsNoOtherUp() {
        source.add("a");
        Scout scout = scout();
        source.dropped = "b";
        source.add("b").add("c");
        assertThat(after(scout, MINUTE)).containsExactlyInAnyOrder("added c", "refused b dropped a moment ago");
    }

    @Test
    void whatWasToldAtTheStartIsNotToldAgain() {
        source.add("a").refuse("b", "no key");
        Scout scout = scout();
        assertThat(after(scout, MINUTE.multipliedBy(3))).isEmpty();
        source.add("b");
        assertThat(after(scout, MINUTE)).containsExactly("added b");
    }

    @Test
    void aTableForALakeTableThatIsTakenIsRefused() {
        source.add("a");
        Scout scout = scout();
        source.add("a_too");
        assertThat(after(scout, MINUTE))
                .singleElement()
                .asString()
                .contains("refused a_too", "lake_a", "a is mirrored");
    }

    @Test
    void aRequestIsToldOncePerId() {
        source.add("a");
        Scout scout = scout();
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        requests.put("lake_a", first);
        assertThat(after(scout, MINUTE)).containsExactly("recopy a " + first);
        assertThat(after(scout, MINUTE.multipliedBy(3))).isEmpty();
        requests.put("lake_a", second);
        assertThat(after(scout, MINUTE)).containsExactly("recopy a " + second);
    }

    @Test
    void aPauseIsToldOnceAndSoIsItsEnd() {
        source.add("a");
        Scout scout = scout();
        assertThat(after(scout, MINUTE)).isEmpty();
        pauses.put("lake_a", now);
        assertThat(after(scout, MINUTE)).containsExactly("paused a " + pauses.get("lake_a"));
        assertThat(after(scout, MINUTE.multipliedBy(3))).isEmpty();
        pauses.clear();
        assertThat(after(scout, MINUTE)).containsExactly("on a");
        assertThat(after(scout, MINUTE.multipliedBy(3))).isEmpty();
    }

    @Test
    void thatATableIsNotPausedIsToldOnceToALoopThatMayHaveStartedOtherwise() {
        source.add("a");
        Scout scout = scout();
        scout.round();
        now = now.plus(MINUTE);
        scout.round();
        assertThat(scout.poll()).get().isInstanceOf(Finding.Resharded.class);
        assertThat(scout.poll()).contains(new Finding.Pause("a", Optional.empty()));
        assertThat(scout.poll()).isEmpty();
    }

    @Test
    void otherShardsThanBeforeAreToldOnce() {
        source.add("a");
        Scout scout = scout();
        assertThat(after(scout, MINUTE)).isEmpty();
        source.shards = List.of("-80", "80-");
        assertThat(after(scout, MINUTE.multipliedBy(3))).containsExactly("shards -80 80-");
    }

    @Test
    void aTableThatMovedIsToldWhenItStillIsElsewhereAMinuteLater() {
        source.add("a").add("b");
        Scout scout = scout();
        source.elsewhere.put("a", "keyspace other");
        assertThat(after(scout, MINUTE.dividedBy(2)))
                .as("it may be a switch that is given up")
                .isEmpty();
        source.elsewhere.clear();
        assertThat(after(scout, MINUTE)).isEmpty();
        source.elsewhere.put("a", "keyspace other");
        assertThat(after(scout, MINUTE.multipliedBy(5)))
                .singleElement()
                .asString()
                .contains("moved a", "shop.a", "keyspace other", "source.keyspace");
    }

    @Test
    void aTableThatIsServedElsewhereAtTheStartIsRefused() {
        source.add("a").elsewhere.put("a", "keyspace other");
        assertThat(selection().select().refused().get("a")).hasMessageContaining("keyspace other");
    }

    @Test
    void aSourceThatDoesNotSayWhereItServesATableIsNoReasonToRefuseTheTable() {
        source.add("a").silent = true;
        assertThatThrownBy(() -> selection().select()).hasMessage("Nobody answers.");
    }

    @Test
    void eachTableIsAskedWithinAboutAMinuteAndTheLakeAFewTimesASecond() {
        for (int i = 0; i < 200; i++) {
            source.add("t%03d".formatted(i));
        }
        Scout scout = scout();
        after(scout, MINUTE);
        assertThat(asked).doesNotHaveDuplicates().hasSizeBetween(190, 200);
        for (int i = 200; i < 2_000; i++) {
            source.add("t%03d".formatted(i));
        }
        after(scout, MINUTE);
        asked.clear();
        after(scout, Duration.ofSeconds(10));
        assertThat(asked).as("not more than five times a second").hasSizeBetween(40, 51);
    }

    @Test
    void aSourceThatDoesNotAnswerIsAskedAgainLaterAndLater() {
        source.add("a");
        Scout scout = scout();
        source.add("b").failure =
                Optional.of(new CodedException(ErrorCode.SOURCE, "vtgate-unavailable", "Cannot ask."));
        source.lists.set(0);
        assertThat(after(scout, MINUTE.multipliedBy(60))).isEmpty();
        assertThat(source.lists).hasValueBetween(5, 12);
        source.failure = Optional.empty();
        assertThat(after(scout, MINUTE.multipliedBy(11))).containsExactly("added b");
    }

    @Test
    void aTableThatCannotBeReadInTheLakeDoesNotHideTheRequestsOfOthers() {
        source.add("a").add("b");
        Scout scout = scout();
        lakeFailure = Optional.of(new IllegalStateException("no such file"));
        UUID request = UUID.randomUUID();
        requests.put("lake_b", request);
        assertThat(after(scout, MINUTE.multipliedBy(2))).containsExactly("recopy b " + request);
    }

    @Test
    void itsThreadLooksUntilClosed() {
        source.add("a");
        Scout scout =
                new Scout(selection(), selection().select(), this::pending, Duration.ofMillis(5), Clock.systemUTC());
        try (scout) {
            scout.start();
            source.add("b");
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(scout.poll()).map(ScoutTest::text).contains("added b"));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("scout");
    }

    private Scout scout() {
        return new Scout(selection(), selection().select(), this::pending, MINUTE, () -> now);
    }

    private TableSelection selection() {
        return new TableSelection(
                "shop",
                source,
                table -> !table.equals("unwanted"),
                table -> TestTables.policy("lake_" + table.replace("_too", "")));
    }

    private Requested pending(String lakeTable) {
        asked.add(lakeTable);
        if (lakeTable.equals("lake_a") && lakeFailure.isPresent()) {
            throw lakeFailure.get();
        }
        return new Requested(Optional.ofNullable(requests.get(lakeTable)), Optional.ofNullable(pauses.get(lakeTable)));
    }

    /** Lets time pass, and returns what the scout found meanwhile. */
    private List<String> after(Scout scout, Duration time) {
        Instant end = now.plus(time);
        Duration wait = scout.round();
        while (!now.plus(wait).isAfter(end)) {
            now = now.plus(wait);
            wait = scout.round();
        }
        now = end;
        List<String> found = new ArrayList<>();
        for (Optional<Finding> next = scout.poll(); next.isPresent(); next = scout.poll()) {
            if (!isFirstOfAll(next.get())) {
                found.add(text(next.get()));
            }
        }
        found.remove("shards 0");
        return found;
    }

    // Of a table that nobody has paused, which is told of each once.
    private boolean isFirstOfAll(Finding finding) {
        return finding instanceof Finding.Pause pause && pause.since().isEmpty() && goingOn.add(pause.table());
    }

    private static String text(Finding finding) {
        if (finding instanceof Finding.Pause pause) {
            return pause.since()
                    .map(since -> "paused " + pause.table() + " " + since)
                    .orElse("on " + pause.table());
        }
        if (finding instanceof Finding.Added added) {
            return "added " + added.setup().table();
        }
        if (finding instanceof Finding.Resharded resharded) {
            return "shards " + resharded.serving().stream().map(Shard::name).collect(Collectors.joining(" "));
        }
        if (finding instanceof Finding.Moved moved) {
            return "moved " + moved.table() + " " + moved.error().getMessage();
        }
        return finding instanceof Finding.Refused refused
                ? "refused " + refused.table() + " " + refused.error().getMessage()
                : "recopy " + ((Finding.RecopyRequested) finding).table() + " "
                        + ((Finding.RecopyRequested) finding).request();
    }

    /** An unsharded keyspace whose tables come and go. */
    private static final class SomeTables implements KeyspaceCatalog, KeyspaceTables {

        private final Map<String, Optional<String>> refusals = java.util.Collections.synchronizedMap(new TreeMap<>());
        private final AtomicInteger lists = new AtomicInteger();
        private final Map<String, String> elsewhere = new ConcurrentHashMap<>();
        private List<String> shards = List.of("0");
        private String dropped = "";
        private boolean silent;
        private Optional<CodedException> failure = Optional.empty();

        SomeTables add(String table) {
            refusals.put(table, Optional.empty());
            return this;
        }

        SomeTables refuse(String table, String why) {
            refusals.put(table, Optional.of(why));
            return this;
        }

        @Override
        public List<Shard> shards() {
            return shards.stream().map(name -> new Shard("shop", name)).toList();
        }

        @Override
        public boolean sharded() {
            return false;
        }

        @Override
        public KeyspaceTables tables() {
            lists.incrementAndGet();
            failure.ifPresent(error -> {
                throw error;
            });
            return this;
        }

        @Override
        public List<String> names() {
            return List.copyOf(refusals.keySet());
        }

        @Override
        public TableInfo table(String name) {
            refusals.get(name).ifPresent(why -> {
                throw new CodedException(ErrorCode.SOURCE, "query-refused", why);
            });
            if (name.equals(dropped)) {
                throw new CodedException(ErrorCode.SOURCE, "unknown-table", "dropped a moment ago");
            }
            return new TableInfo(
                    name, List.of("id"), List.of(), List.of(), VschemaType.NORMAL, false, 0, "InnoDB", true);
        }

        @Override
        public List<DeclaredColumn> columns(Shard shard, String table) {
            throw new AssertionError("nobody asks for columns of " + table);
        }

        @Override
        public Optional<String> servedElsewhere(String table) {
            if (silent) {
                throw new CodedException(ErrorCode.SOURCE, "no-tablet", "Nobody answers.");
            }
            return Optional.ofNullable(elsewhere.get(table));
        }

        @Override
        public TableComments comments(String table) {
            throw new AssertionError("nobody asks for comments of " + table);
        }

        @Override
        public ServerGtids gtids(Shard shard, TabletType type) {
            throw new AssertionError("nobody asks for GTIDs of " + shard);
        }

        @Override
        public boolean servesEverywhere(TabletType type) {
            return true;
        }
    }
}
