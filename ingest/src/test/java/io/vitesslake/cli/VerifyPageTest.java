package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.verify.Findings;
import io.vitesslake.verify.Findings.ColumnDifference;
import io.vitesslake.verify.Findings.Difference;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerifyPageTest {

    private static final Findings DIFFERENT = new Findings(
            1_234,
            3,
            List.of(
                    new Difference("id=7", "only in the lake", List.of()),
                    new Difference(
                            "id=9",
                            "differs",
                            List.of(
                                    new ColumnDifference("name", "'Anna Karenina'", "'Anna'"),
                                    new ColumnDifference("text", "'" + "x".repeat(100) + "'", "NULL")))),
            2,
            List.of("id='a\nb'"),
            Optional.of("the lake is at A and did not reach B"));

    private final StringWriter out = new StringWriter();

    private VerifyPage page(boolean showValues) {
        return new VerifyPage(new PrintWriter(out, true), showValues);
    }

    @Test
    void aTableThatIsEqualTakesALine() {
        assertThat(page(false).show("orders", new Findings(1, 0, List.of(), 0, List.of(), Optional.empty())))
                .isTrue();
        assertThat(out).hasToString("orders: 1 row, equal\n");
    }

    @Test
    void keysAndColumnsAreNamedAndValuesAreNot() {
        assertThat(page(false).show("orders", DIFFERENT)).isFalse();
        assertThat(out).hasToString("""
                        orders: 1,234 rows, 3 keys differ
                            id=7: only in the lake
                            id=9: differs in name, text
                            and 1 more; --limit names more of them
                            at least 2 keys could not be compared: the lake is at A and did not reach B
                            id='a?b': not compared
                        """);
    }

    @Test
    void valuesAreShownShortenedIfAsked() {
        page(true).show("orders", DIFFERENT);
        assertThat(out.toString())
                .contains("differs in name (source 'Anna Karenina', lake 'Anna'), text (source 'xxx")
                .contains("xxx…, lake NULL)")
                .doesNotContain("x".repeat(61));
    }

    @Test
    void aTableThatCouldNotBeComparedIsNotEqual() {
        Findings none = new Findings(0, 0, List.of(), 0, List.of(), Optional.of("its rows are still being copied"));
        assertThat(page(false).show("orders", none)).isFalse();
        assertThat(out).hasToString("orders: not compared: its rows are still being copied\n");
    }
}
