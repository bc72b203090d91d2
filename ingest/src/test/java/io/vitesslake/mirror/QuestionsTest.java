package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionsTest {

    private static final List<Shard> SHARDS = List.of(new Shard("shop", "-80"), new Shard("shop", "80-"));

    private final Deque<String> failures = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();

    private List<Shard> answer() {
        if (failures.isEmpty()) {
            return SHARDS;
        }
        throw new CodedException(ErrorCode.SOURCE, failures.remove(), "Cannot ask VTGate: planned. Start again.");
    }

    private Questions questions() {
        return questions(waits::add);
    }

    private Questions questions(Wait wait) {
        MirrorSource source = new MirrorSource(null, this::answer, null, null, null, null, null, Optional::empty);
        MirrorEnvironment environment = new MirrorEnvironment(
                InstantSource.system(), UUID::randomUUID, null, null, null, new Random(1), wait, null);
        return new Questions(source, environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vtgate-unavailable", "vtgate-timeout", "vtgate-busy", "no-tablet"})
    void aSourceThatCannotAnswerIsAskedAgain(String reason) {
        failures.addAll(List.of(reason, reason, reason));
        assertThat(questions().shards()).isEqualTo(SHARDS);
        assertThat(waits).hasSize(3);
    }

    @Test
    void whatTheSourceRefusesIsNotAskedAgain() {
        failures.add("query-refused");
        assertThatThrownBy(() -> questions().shards())
                .isInstanceOfSatisfying(
                        CodedException.class,
                        error -> assertThat(error.reason()).isEqualTo("query-refused"));
        assertThat(waits).isEmpty();
    }

    @Test
    void aSourceThatStaysSilentEndsTheSyncAndNoTable() {
        for (int i = 0; i < 6; i++) {
            failures.add("no-tablet");
        }
        assertThatThrownBy(() -> questions().shards())
                .isInstanceOfSatisfying(
                        Questions.Unanswered.class,
                        silent -> assertThat(silent.error())
                                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.SOURCE))
                                .satisfies(error -> assertThat(error.reason()).isEqualTo("no-tablet"))
                                .hasMessage(
                                        "Cannot learn from the source what is to be done: 6 tries in a row failed. Cannot ask"
                                                + " VTGate: planned. Start again."));
        assertThat(failures).isEmpty();
    }

    @Test
    void waitsGrowAndAreBounded() {
        for (int i = 0; i < 5; i++) {
            failures.add("no-tablet");
        }
        questions().shards();
        for (int i = 0; i < waits.size(); i++) {
            Duration middle = Duration.ofMillis(Math.min(500L << i, 10_000));
            assertThat(waits.get(i))
                    .isBetween(middle.dividedBy(2), middle.multipliedBy(3).dividedBy(2));
        }
        assertThat(waits).hasSize(5);
    }

    @Test
    void whoIsInterruptedWhileWaitingStaysSo() {
        failures.add("no-tablet");
        Questions questions = questions(wait -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(questions::shards).isInstanceOf(Questions.Unanswered.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
