package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How long a lake that fails is waited for, over a simulated clock. */
final class LakePatienceTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LakePatience.class);

    private final List<Duration> waits = new ArrayList<>();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final LakePatience patience = patience(Duration.ofMinutes(15));
    private Instant now = START;

    @BeforeEach
    void listen() {
        told.start();
        LOGGER.addAppender(told);
        LOGGER.setAdditive(false);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.detachAppender(told);
        LOGGER.setAdditive(true);
    }

    @Test
    void tenMinutesOfOutagePass() {
        assertThat(patience.tried("commit", awayFor(Duration.ofMinutes(10)))).isEqualTo("done");
        assertThat(now).isBetween(START.plus(Duration.ofMinutes(10)), START.plus(Duration.ofMinutes(11)));
    }

    @Test
    void sixteenMinutesOfOutageDoNot() {
        assertThatThrownBy(() -> patience.tried("commit to orders", awayFor(Duration.ofMinutes(16))))
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LAKE);
                    assertThat(e.reason()).isEqualTo("lake-unreachable");
                })
                .hasMessageContainingAll(
                        "Cannot commit to orders, after 15 min of trying again",
                        "checkpoint.retry-for is 15 min",
                        "connection refused",
                        "start again");
        assertThat(now).as("the last try is at the end").isEqualTo(START.plus(Duration.ofMinutes(15)));
    }

    @Test
    void withoutPatienceTheFirstFailureIsTheLast() {
        assertThatThrownBy(() -> patience(Duration.ZERO).tried("commit", awayFor(Duration.ofSeconds(1))))
                .hasMessageContaining("connection refused");
        assertThat(waits).isEmpty();
    }

    @Test
    void aSuccessOfAnyTableRenewsThePatienceOfAll() {
        Supplier<String> away = awayFor(Duration.ofMinutes(25));
        patience.tried("commit to orders", () -> {
            if (now.equals(START.plus(Duration.ofMinutes(15)))) {
                patience.tried("commit to items", () -> "done");
            }
            return away.get();
        });
        assertThat(now).isAfter(START.plus(Duration.ofMinutes(25)));
    }

    @Test
    void anOutageThatIsOverDoesNotCountForTheNext() {
        patience.tried("commit", awayFor(Duration.ofMinutes(10)));
        patience.tried("commit", awayFor(Duration.ofMinutes(10)));
        assertThat(now).isAfter(START.plus(Duration.ofMinutes(20)));
    }

    @Test
    void aRefusalIsAnAnswerToo() {
        CodedException refusal = new CodedException(ErrorCode.LAKE, "incompatible-schema", "Cannot");
        int[] calls = {0};
        assertThatThrownBy(() -> patience.tried("commit", () -> {
                    throw calls[0]++ == 0 ? refused() : refusal;
                }))
                .isSameAs(refusal);
        now = now.plus(Duration.ofHours(5));
        assertThat(patience.tried("commit", awayFor(Duration.ofMinutes(10)))).isEqualTo("done");
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        for (RuntimeException staying : List.of(
                new NullPointerException(),
                new CodedException(ErrorCode.FENCED, "fenced", "Another writer"),
                new CodedException(ErrorCode.SOURCE, "invalid-value", "Cannot"),
                new CodedException(ErrorCode.LAKE, "checkpoint-in-doubt", "Cannot"))) {
            assertThatThrownBy(() -> patience.tried("commit", () -> {
                        throw staying;
                    }))
                    .isSameAs(staying);
        }
        assertThat(waits).isEmpty();
    }

    @Test
    void waitsGrowToHalfAMinuteEachHalfMoreOrLessAtRandom() {
        patience.tried("commit", awayFor(Duration.ofMinutes(5)));
        assertThat(waits.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(750));
        assertThat(waits.get(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1500));
        assertThat(waits.subList(6, waits.size()))
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(45)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aStopEndsTheWaitAndWhatFailsAfterwardsHasFailed() {
        LakePatience[] stopping = {null};
        stopping[0] = new LakePatience(Duration.ofMinutes(15), () -> now, new Random(1), wait -> {
            waits.add(wait);
            stopping[0].stop();
        });
        assertThatThrownBy(() -> stopping[0].tried("commit", awayFor(Duration.ofMinutes(1))))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LAKE))
                .hasMessageContaining("asked to stop");
        assertThatThrownBy(() -> stopping[0].tried("commit", awayFor(Duration.ofMinutes(1))))
                .hasMessageContaining("asked to stop");
        assertThat(waits).hasSize(1);
    }

    @Test
    void anInterruptEndsTheWait() {
        LakePatience interrupted = new LakePatience(Duration.ofMinutes(15), () -> now, new Random(1), wait -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> interrupted.tried("commit", awayFor(Duration.ofMinutes(1))))
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anOutageIsToldOnceWhateverFailsInItAndSoIsItsEnd() {
        Supplier<String> away = awayFor(Duration.ofMinutes(10));
        AtomicInteger tries = new AtomicInteger();
        patience.tried("commit to orders", () -> {
            if (tries.getAndIncrement() == 1) {
                patience.tried("commit to items", awayFor(Duration.ofMinutes(5)));
            }
            return away.get();
        });
        patience.tried("commit to orders", () -> "done");
        assertThat(told.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        begin -> assertThat(begin)
                                .contains(
                                        "Cannot commit to orders", "connection refused", "until 2026-03-01T10:15:00Z"),
                        end -> assertThat(end).contains("answers again, after 10 min"));
    }

    private LakePatience patience(Duration retryFor) {
        Wait wait = time -> {
            waits.add(time);
            now = now.plus(time);
        };
        return new LakePatience(retryFor, () -> now, new Random(1), wait);
    }

    private Supplier<String> awayFor(Duration time) {
        Instant end = now.plus(time);
        return () -> {
            if (now.isBefore(end)) {
                throw refused();
            }
            return "done";
        };
    }

    private static RuntimeException refused() {
        return new UncheckedIOException(new IOException("connection refused"));
    }
}
