package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source what decides over tables while their events are handled. VTGate is asked again when it cannot answer, as while it
 * restarts or a shard gets another primary. Belongs to the loop's thread; every call blocks for the answer.
 *
 * <p>Invariant: no table stops for a question that was not answered, since that says nothing about the table.
 */
final class Questions implements TableInspector {

    private static final Logger LOG = LoggerFactory.getLogger(Questions.class);

    private static final Set<String> MAY_PASS =
            Set.of("vtgate-unavailable", "vtgate-timeout", "vtgate-busy", "no-tablet");
    private static final int MOST_TRIES = 6;
    private static final RetryWaits WAITS = new RetryWaits(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final MirrorSource source;
    private final RandomGenerator jitter;
    private final Wait wait;

    /** Ends the sync: no {@link CodedException}, which would stop the table that is being handled. */
    static final class Unanswered extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final CodedException error;

        private Unanswered(CodedException error) {
            super(error.getMessage(), error);
            this.error = error;
        }

        CodedException error() {
            return error;
        }
    }

    Questions(MirrorSource source, MirrorEnvironment environment) {
        this.source = source;
        this.jitter = environment.jitter();
        this.wait = environment.pauses();
    }

    /** Shards that serve now, sorted. */
    List<Shard> shards() {
        return answer(source.shards());
    }

    /** A real position of every shard that serves now. */
    Vgtid current() {
        return answer(source.current());
    }

    @Override
    public TableSetup check(TableSetup known) {
        return answer(() -> source.inspector().check(known));
    }

    @Override
    public List<DeclaredColumn> columns(Shard shard, String table) {
        return answer(() -> source.inspector().columns(shard, table));
    }

    private <T> T answer(Supplier<T> question) {
        for (int tries = 1; ; tries++) {
            try {
                return question.get();
            } catch (CodedException e) {
                if (!MAY_PASS.contains(e.reason())) {
                    throw e;
                }
                if (tries == MOST_TRIES) {
                    throw unanswered(tries + " tries in a row failed. " + e.getMessage(), e);
                }
                LOG.warn("Asking again: {}", e.getMessage());
                pause(tries, e);
            }
        }
    }

    private void pause(int tries, CodedException failure) {
        try {
            wait.pass(WAITS.after(tries, jitter));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered("interrupted while waiting to ask again. " + failure.getMessage(), failure);
        }
    }

    private static Unanswered unanswered(String why, CodedException failure) {
        return new Unanswered(new CodedException(
                ErrorCode.SOURCE,
                failure.reason(),
                "Cannot learn from the source what is to be done: " + why,
                failure));
    }
}
