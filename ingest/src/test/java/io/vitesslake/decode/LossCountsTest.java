package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.SchemaChange;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossCountsTest {

    private static final LossCounts SOME =
            counts(new Loss("a", Kind.ZERO_DATE, 3), new Loss("b", Kind.INVALID_TEXT, 1));

    @Test
    void sumsAreByColumnAndKind() {
        LossCounts more = counts(
                new Loss("a", Kind.ZERO_DATE, 2),
                new Loss("a", Kind.INVALID_TEXT, 5),
                new Loss("c", Kind.ZERO_DATE, 1));
        assertThat(SOME.plus(more).losses())
                .containsExactly(
                        new Loss("a", Kind.ZERO_DATE, 5),
                        new Loss("a", Kind.INVALID_TEXT, 5),
                        new Loss("b", Kind.INVALID_TEXT, 1),
                        new Loss("c", Kind.ZERO_DATE, 1));
        assertThat(SOME.plus(LossCounts.NONE)).isEqualTo(SOME);
        assertThat(LossCounts.NONE.plus(SOME)).isEqualTo(SOME);
    }

    @Test
    void whatCameSinceIsTheDifferenceWithoutWhatStayed() {
        LossCounts now = SOME.plus(counts(new Loss("a", Kind.ZERO_DATE, 4), new Loss("c", Kind.ZERO_DATE, 1)));
        assertThat(now.since(SOME))
                .isEqualTo(counts(new Loss("a", Kind.ZERO_DATE, 4), new Loss("c", Kind.ZERO_DATE, 1)));
        assertThat(now.since(now).isNone()).isTrue();
    }

    @Test
    void countsGoWithTheirColumnsWhenTheseAreRenamedAndDropped() {
        SchemaChange swap = new SchemaChange(Map.of("a", "b", "b", "a"), Map.of(), Set.of());
        assertThat(SOME.after(swap))
                .isEqualTo(counts(new Loss("a", Kind.INVALID_TEXT, 1), new Loss("b", Kind.ZERO_DATE, 3)));
        SchemaChange drop = new SchemaChange(Map.of(), Map.of(), Set.of("a"));
        assertThat(SOME.after(drop)).isEqualTo(counts(new Loss("b", Kind.INVALID_TEXT, 1)));
    }

    private static LossCounts counts(Loss... losses) {
        return new LossCounts(List.of(losses));
    }
}
