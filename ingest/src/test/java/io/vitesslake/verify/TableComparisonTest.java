package io.vitesslake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.verify.Findings.Difference;
import io.vitesslake.verify.LakeStanding.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TableComparisonTest {

    private static final int SEEDS = 150;
    private static final VerifyOptions OPTIONS = new VerifyOptions(Duration.ofMinutes(10), 1_000, 250_000, 200);

    private static Findings compare(MovingSides sides, VerifyOptions options) {
        try {
            return new TableComparison(sides, sides, options).compare();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> named(Findings findings) {
        return findings.shown().stream().collect(Collectors.toMap(Difference::key, Difference::what));
    }

    /** Rows that stand still, that move, and that go to and fro. */
    private static MovingSides scene(long seed) {
        MovingSides sides = new MovingSides(seed);
        for (long key = 0; key < 60; key++) {
            sides.insert(key, "still");
        }
        for (long key = 60; key < 90; key++) {
            sides.moves(key);
        }
        for (long key = 90; key < 100; key++) {
            sides.toggles(key);
        }
        sides.run(20);
        return sides;
    }

    @Test
    void whatOnlyMovesIsNeverTakenForADifference() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Findings findings = compare(scene(seed), OPTIONS);
            assertThat(findings.equal()).as("seed %d: %s", seed, findings).isTrue();
        }
    }

    @Test
    void everyRealDifferenceIsFoundAmongRowsThatMove() {
        for (long seed = 0; seed < SEEDS; seed++) {
            MovingSides sides = scene(seed);
            Map<String, String> real = spoil(sides, new Random(seed));
            Findings findings = compare(sides, OPTIONS);
            assertThat(named(findings)).as("seed %d: %s", seed, findings).isEqualTo(real);
            assertThat(findings.differing()).isEqualTo(real.size());
            assertThat(findings.unsettled()).isZero();
        }
    }

    @Test
    void littleMemoryMakesMoreGroupsAndTheSameFindings() {
        for (long seed = 0; seed < 30; seed++) {
            MovingSides sides = scene(seed);
            Map<String, String> real = spoil(sides, new Random(seed));
            Findings findings = compare(sides, new VerifyOptions(Duration.ofMinutes(10), 1_000, 10, 200));
            assertThat(named(findings)).as("seed %d: %s", seed, findings).isEqualTo(real);
        }
    }

    /** Changes rows that stand still, each in one of the ways in which a row can be wrong. */
    private static Map<String, String> spoil(MovingSides sides, Random random) {
        Map<String, String> real = new TreeMap<>();
        for (long key = random.nextInt(12); key < 60; key += 1 + random.nextInt(12)) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    sides.changeUnseen(key, null);
                    real.put("id=" + key, "only in the lake");
                }
                case 1 -> {
                    sides.changeUnseen(key, "other");
                    real.put("id=" + key, "differs");
                }
                case 2 -> {
                    sides.doubleInLake(key);
                    real.put("id=" + key, "2 times in the lake");
                }
                default -> {
                    sides.changeUnseen(1_000 + key, "lost");
                    real.put("id=" + (1_000 + key), "only in the source");
                }
            }
        }
        return real;
    }

    @Test
    void theColumnsThatDifferAreNamedWithBothValues() {
        MovingSides sides = scene(1);
        sides.changeUnseen(7, "other");
        Findings findings = compare(sides, OPTIONS);
        assertThat(findings.shown())
                .containsExactly(new Difference(
                        "id=7", "differs", List.of(new Findings.ColumnDifference("v", "'other'", "'still'"))));
        assertThat(findings.equal()).isFalse();
        assertThat(findings.rows()).isGreaterThan(60);
    }

    @Test
    void aLakeThatDoesNotMoveLeavesSuspectsAndSaysSo() {
        MovingSides sides = scene(2);
        sides.stopSync(State.RUNNING);
        sides.run(10);
        Findings findings = compare(sides, OPTIONS);
        assertThat(findings.differing()).isZero();
        assertThat(findings.unsettled()).isPositive();
        assertThat(findings.obstacle().orElseThrow()).contains("did not reach", "See that a sync runs", "--wait");
        assertThat(findings.equal()).isFalse();
    }

    @Test
    void aLakeThatDoesNotMoveIsEqualToASourceThatDoesNot() {
        MovingSides sides = new MovingSides(3);
        sides.insert(1, "still");
        sides.stopSync(State.STOPPED);
        assertThat(compare(sides, OPTIONS).equal()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"STOPPED", "REPLACED"})
    void aTableThatIsNotRunningProvesNothing(State state) {
        MovingSides sides = new MovingSides(4);
        sides.insert(1, "still");
        sides.changeUnseen(1, "other");
        sides.stopSync(state);
        Findings findings = compare(sides, OPTIONS);
        assertThat(findings.differing()).isZero();
        assertThat(findings.unsettled()).isEqualTo(1);
        assertThat(findings.obstacle()).hasValue("it is " + state);
    }

    @Test
    void aTableThatIsBeingCopiedIsNotCompared() {
        MovingSides sides = scene(5);
        sides.stopSync(State.COPYING);
        Findings findings = compare(sides, OPTIONS);
        assertThat(findings).isEqualTo(Findings.notCompared("it is COPYING"));
        assertThat(findings.equal()).isFalse();
    }

    @Test
    void afterEnoughDifferencesTheRestIsNotLookedAt() {
        MovingSides sides = scene(6);
        for (long key = 0; key < 60; key++) {
            sides.changeUnseen(key, "other");
        }
        Findings findings = compare(sides, new VerifyOptions(Duration.ofMinutes(10), 5, 10, 200));
        assertThat(findings.shown()).hasSize(5);
        assertThat(findings.differing()).isBetween(5L, 20L);
        assertThat(findings.unsettled()).isPositive();
        assertThat(findings.obstacle().orElseThrow()).contains("not looked at again", "--limit");
    }
}
