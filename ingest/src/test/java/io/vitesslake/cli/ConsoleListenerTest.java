package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ConsoleListenerTest {

    private static final TableProgress ORDERS =
            new TableProgress("orders", TableState.COPYING, 100, 1_200_000, 3_000_000, 10_000);
    private static final TableProgress UNKNOWN =
            new TableProgress("an_unusually_long_table_name", TableState.COPYING, 7, 7, 0, 0);
    private static final TableProgress WAITING = new TableProgress("later", TableState.COPYING, 0, 0, 5, 0);
    private static final TableProgress RUNNING = new TableProgress("items", TableState.RUNNING, 600, 0, 5, 0);

    private final StringWriter screen = new StringWriter();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Instant now = Instant.ofEpochSecond(1_000_000);

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void leave() {
        logger().detachAppender(log);
    }

    @Test
    void withoutATerminalThereIsALineNowAndThen() {
        ConsoleListener console = new ConsoleListener(() -> now, Optional.empty());
        console.progress(List.of(ORDERS, UNKNOWN, WAITING, RUNNING));
        assertThat(lines()).isEmpty();
        now = now.plusSeconds(6);
        console.progress(List.of(ORDERS, UNKNOWN, WAITING, RUNNING));
        assertThat(lines())
                .containsExactly("orders copying 1,200,000 of about 3,000,000 (40 %), 10,000 rows/s, 3m 0s left;"
                        + " an_unusually_long_table_name copying 7 of about — (—), 0 rows/s, — left;"
                        + " items 100 changes/s; 1 still to be copied");
    }

    @Test
    void onATerminalABarPerCopyIsDrawnAnewInPlace() {
        ConsoleListener console = terminal();
        console.progress(List.of(ORDERS, UNKNOWN, WAITING, RUNNING));
        assertThat(screen.toString().split("\n"))
                .containsExactly(
                        "orders               [####......] 40 % 1,200,000 rows, 10,000/s, 3m 0s left",
                        "an_unusually_long_t… [..........]    — 7 rows, 0/s, — left");
        screen.getBuffer().setLength(0);
        now = now.plusSeconds(1);
        console.progress(List.of(ORDERS));
        assertThat(screen.toString()).startsWith("\033[2F\033[Jorders ").hasLineCount(1);
        screen.getBuffer().setLength(0);
        now = now.plusSeconds(1);
        console.progress(List.of(RUNNING));
        assertThat(screen.toString()).isEqualTo("\033[1F\033[J");
        assertThat(lines()).isEmpty();
    }

    @Test
    void aLostValueIsWarnedOfOnceAndCountedFromThenOn() {
        ConsoleListener console = new ConsoleListener(() -> now, Optional.empty());
        console.valuesLost("orders", List.of(new Loss("paid", Kind.ZERO_DATE, 2)));
        console.valuesLost("orders", List.of(new Loss("paid", Kind.ZERO_DATE, 2)));
        console.valuesLost(
                "orders", List.of(new Loss("paid", Kind.ZERO_DATE, 5), new Loss("note", Kind.INVALID_TEXT, 1)));
        assertThat(log.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .containsExactly(
                        "WARN orders.paid: " + Kind.ZERO_DATE.meaning() + "; 2 so far",
                        "INFO orders.paid: " + Kind.ZERO_DATE.meaning() + "; 5 so far",
                        "WARN orders.note: " + Kind.INVALID_TEXT.meaning() + "; 1 so far");
    }

    @Test
    void aLogLineGoesAboveTheBars() {
        ConsoleListener console = terminal();
        console.progress(List.of(ORDERS));
        screen.getBuffer().setLength(0);
        console.streamLost(
                List.of("orders"), new CodedException(ErrorCode.SOURCE, "cut", "Cannot go on: cut. Try again."), 1);
        assertThat(screen.toString()).isEqualTo("\033[1F\033[J");
        assertThat(lines()).hasSize(1);
    }

    @Test
    void noBarIsWiderThanATerminalAndNotAllOfManyAreDrawn() {
        TableProgress huge = new TableProgress(
                "a_table_with_a_long_name", TableState.COPYING, 1, 999_999_999_999L, 9_999_999_999_999L, 9_999_999);
        terminal().progress(IntStream.range(0, 30).mapToObj(i -> huge).toList());
        assertThat(screen.toString().split("\n"))
                .hasSize(13)
                .endsWith("and 18 more")
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
    }

    private ConsoleListener terminal() {
        return new ConsoleListener(() -> now, Optional.of(new ProgressBars(new PrintWriter(screen))));
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("vitesslake");
    }
}
