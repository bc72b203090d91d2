package io.vitesslake.scenario;

import static io.vitesslake.scenario.Write.delete;
import static io.vitesslake.scenario.Write.insert;
import static io.vitesslake.scenario.Write.move;
import static io.vitesslake.scenario.Write.update;

import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What is played on every {@link Scene}, with the same events expected of each. Table a comes before b in a copy. */
enum Script {
    PLAIN_COPY(Script::plainCopy),
    COPY_OF_AN_EMPTY_TABLE(Script::copyOfAnEmptyTable),
    COPY_THEN_WRITERS(Script::copyThenWriters),
    COPY_RESUMED_AT_KEYS(Script::copyResumedAtKeys),
    COPY_RESUMED_AT_ITS_LAST_KEY(Script::copyResumedAtItsLastKey),
    COPY_RESUMED_WITH_A_SEED_AND_A_GTID(Script::copyResumedWithASeedAndAGtid),
    COPY_RESUMED_WHERE_A_SHARD_IS_DONE(Script::copyResumedWhereAShardIsDone),
    GTID_WITHOUT_SEED_COPIES_NOTHING(Script::gtidWithoutSeedCopiesNothing),
    TWO_TABLES_RESUMED_IN_ONE_STREAM(Script::twoTablesResumedInOneStream),
    RUNNING(Script::running);

    private static final String A = "scenario_a";
    private static final String B = "scenario_b";

    private final Consumer<Stage> play;

    Script(Consumer<Stage> play) {
        this.play = play;
    }

    /** Plays it; what the shards sent. */
    String play(Scene scene) {
        Stage stage = new Stage(scene, List.of(A, B));
        play.accept(stage);
        return stage.sheet();
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
    }

    private static void plainCopy(Stage stage) {
        stage.fill(A, 20);
        try (Watch copy = stage.open("A copy of two shards", stage.seed(A), A)) {
            stage.readAll(copy);
            stage.expectAllCopied(copy, true);
        }
        stage.expectRowsOfSource(A);
    }

    private static void copyOfAnEmptyTable(Stage stage) {
        stage.run(stage.first(), insert(A, 1, "x"));
        try (Watch copy = stage.open("A copy, the second shard without rows", stage.seed(A), A)) {
            stage.readAll(copy);
            stage.expectAllCopied(copy, true);
        }
        stage.expectRowsOfSource(A);
    }

    private static void copyThenWriters(Stage stage) {
        stage.fill(A, 20);
        try (Watch copy = stage.open("A copy; changes after its SELECT has begun", stage.seed(A), A)) {
            copy.untilCopying();
            change(stage);
            stage.readAll(copy);
        }
        stage.expectRowsOfSource(A);
    }

    /** Changes left and right of key 10. */
    private static void change(Stage stage) {
        stage.runEverywhere(insert(A, 100, "new"), update(A, 5, "left"), update(A, 15, "right"));
        stage.runElsewhere();
        stage.runEverywhere(delete(A, 6), delete(A, 16));
        stage.runEverywhere(move(A, 7, 17_000, "moved right"), move(A, 18, 8_000, "moved within"));
        stage.runEverywhere(delete(A, 100));
    }

    private static void copyResumedAtKeys(Stage stage) {
        stage.fill(A, 20);
        stage.beginCopy(A);
        Vgtid now = stage.now();
        Vgtid cut = now.with(stage.first(), stage.copiedTo(now.position(stage.first()), stage.first(), A, 10))
                .with(stage.second(), stage.copiedTo(now.position(stage.second()), stage.second(), A, 19));
        stage.hasCopied(stage.first(), A, 10);
        stage.hasCopied(stage.second(), A, 19);
        change(stage);
        try (Watch copy = stage.open("Resumed after keys 10 and 19, with changes since", cut, A)) {
            stage.readAll(copy);
            stage.expectAllCopied(copy, true);
        }
        stage.expectRowsOfSource(A);
    }

    private static void copyResumedAtItsLastKey(Stage stage) {
        stage.fill(A, 20);
        stage.beginCopy(A);
        Vgtid now = stage.now();
        Vgtid cut = now.with(stage.first(), stage.copiedTo(now.position(stage.first()), stage.first(), A, 20))
                .with(stage.second(), stage.copiedTo(now.position(stage.second()), stage.second(), A, 20));
        stage.hasCopied(stage.first(), A, 20);
        stage.hasCopied(stage.second(), A, 20);
        stage.run(stage.second(), insert(A, 21, "after the last"), delete(A, 20));
        try (Watch copy = stage.open("Resumed after the last key; a row beyond it on the second shard", cut, A)) {
            stage.readAll(copy);
        }
        stage.expectRowsOfSource(A);
    }

    private static void copyResumedWithASeedAndAGtid(Stage stage) {
        stage.fill(A, 20);
        Vgtid now = stage.now();
        TablePk seed = TablePk.notCopiedYet(A);
        Vgtid start = now.with(stage.first(), Stage.with(now.position(stage.first()), seed))
                .with(stage.second(), Stage.with(now.position(stage.second()), seed));
        change(stage);
        try (Watch copy = stage.open("A copy from the start at a GTID: changes since come emptied", start, A)) {
            stage.readAll(copy);
            stage.expectAllCopied(copy, true);
        }
        stage.expectRowsOfSource(A);
    }

    private static void copyResumedWhereAShardIsDone(Stage stage) {
        stage.fill(A, 20);
        stage.beginCopy(A);
        Vgtid now = stage.now();
        Vgtid cut = now.with(stage.first(), stage.copiedTo(now.position(stage.first()), stage.first(), A, 10));
        stage.hasCopied(stage.first(), A, 10);
        stage.hasCopied(stage.second(), A, 20);
        change(stage);
        try (Watch copy = stage.open("Resumed after key 10 on the first shard, the second is done", cut, A)) {
            stage.readAll(copy);
            stage.expectAllCopied(copy, false);
        }
        stage.expectRowsOfSource(A);
    }

    private static void gtidWithoutSeedCopiesNothing(Stage stage) {
        stage.fill(A, 20);
        Vgtid now = stage.now();
        stage.runEverywhere(insert(A, 21, "after"));
        try (Watch running = stage.open("A GTID without a seed: no copy", now, A)) {
            stage.readAll(running);
            stage.expectAllCopied(running, false);
        }
        stage.expectOtherRowsThanSource(A);
    }

    /** The trap of several tables: a is done, b is not; a is copied again, and its delete is swallowed. */
    private static void twoTablesResumedInOneStream(Stage stage) {
        stage.fill(A, 20);
        stage.fill(B, 20);
        stage.beginCopy(B);
        Vgtid now = stage.now();
        Vgtid cut = now.with(stage.first(), stage.copiedTo(now.position(stage.first()), stage.first(), B, 10))
                .with(stage.second(), stage.copiedTo(now.position(stage.second()), stage.second(), B, 10));
        for (var shard : List.of(stage.first(), stage.second())) {
            stage.hasCopied(shard, A, 20);
            stage.hasCopied(shard, B, 10);
        }
        stage.runEverywhere(delete(A, 6), delete(B, 6), update(A, 7, "seen by the second copy"));
        try (Watch both = stage.open("Table a is done, b is copied up to key 10, both in one stream", cut, A, B)) {
            stage.readAll(both);
        }
        stage.expectOtherRowsThanSource(A);
        stage.expectRowsOfSource(B);
    }

    private static void running(Stage stage) {
        try (Watch running = stage.open("Changes as they come", stage.now(), A, B)) {
            stage.runEverywhere(insert(A, 1, "x"), insert(A, 2, ""), insert(B, 1, "y"));
            stage.runEverywhere(update(A, 1, "z"), update(A, 1, "zz"));
            stage.runEverywhere(move(A, 1, 10, "moved"));
            stage.runElsewhere();
            stage.runEverywhere(delete(A, 2), delete(B, 1));
            stage.readAll(running);
        }
        stage.expectRowsOfSource(A);
        stage.expectRowsOfSource(B);
    }
}
