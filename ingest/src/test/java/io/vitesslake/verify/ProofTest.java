package io.vitesslake.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When two looks at a key prove that it differs. The lake's snapshot of the look before has the number 10. */
final class ProofTest {

    private static final long BEFORE = 10;
    private static final Digest ANNA = new Digest(1, 1);
    private static final Digest ADA = new Digest(2, 2);

    private static Sighting source(Digest row) {
        Sighting sighting = new Sighting();
        sighting.addSource(row, null);
        return sighting;
    }

    private static Sighting lake(Sighting sighting, Digest row, long writtenAt) {
        sighting.addLake(row, null, writtenAt);
        return sighting;
    }

    private static boolean differs(Sighting before, Sighting now) {
        now.follow(before);
        return Proof.differs(before, BEFORE, now);
    }

    @Test
    void aRowThatStandsInTheLakeSinceTheLookBeforeProvesTheDifference() {
        Sighting before = lake(source(ANNA), ADA, 3);
        assertThat(differs(before, lake(source(ANNA), ADA, 10))).isTrue();
        assertThat(differs(before, lake(source(ANNA), ADA, 3))).isTrue();
    }

    @Test
    void aRowThatWasWrittenSinceProvesNothing() {
        assertThat(differs(lake(source(ANNA), ADA, 3), lake(source(ANNA), ADA, 11)))
                .isFalse();
    }

    @Test
    void aSourceRowThatChangedSinceProvesNothing() {
        assertThat(differs(lake(source(ADA), ADA, 3), lake(source(ANNA), ADA, 3)))
                .isFalse();
    }

    @Test
    void aRowThatTheSourceLacksIsProvenLikeAnyOther() {
        assertThat(differs(lake(new Sighting(), ADA, 3), lake(new Sighting(), ADA, 3)))
                .isTrue();
        assertThat(differs(lake(source(ADA), ADA, 3), lake(new Sighting(), ADA, 3)))
                .isFalse();
    }

    @Test
    void twoRowsOfOneKeyAreAlwaysWrong() {
        assertThat(differs(source(ANNA), lake(lake(source(ANNA), ANNA, 11), ANNA, 11)))
                .isTrue();
        assertThat(lake(lake(source(ANNA), ANNA, 1), ANNA, 1).equal()).isFalse();
    }

    @Test
    void aRowThatTheLakeLacksIsProvenByFourLooksAtTheSameRow() {
        Sighting sighting = source(ANNA);
        sighting.follow(new Sighting());
        for (int look = 2; look <= 4; look++) {
            Sighting next = source(ANNA);
            assertThat(differs(sighting, next)).as("look %d", look).isEqualTo(look == 4);
            sighting = next;
        }
        Sighting changed = source(ADA);
        assertThat(differs(sighting, changed)).isFalse();
        assertThat(differs(changed, source(ADA))).isFalse();
    }
}
