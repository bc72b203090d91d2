package io.vitesslake.maintain;

import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintenance beside a writer: work on a table is prepared on another thread while the writer goes on, and committed right after one of
 * the writer's commits, in the thread that made it, so that the two never meet. A failure is logged and tried again later: it never
 * endangers what was committed. Several threads may use it for different tables.
 */
public final class MaintenanceRounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRounds.class);

    // A look reads the manifests.
    private static final int COMMITS_BETWEEN_LOOKS = 4;

    private final LakeTables tables;
    private final Maintenance maintenance;
    private final Executor thread;
    private final boolean atOnce;
    private final Rest rest;
    private final Map<String, Round> rounds = new ConcurrentHashMap<>();

    private MaintenanceRounds(LakeTables tables, Maintenance maintenance, Executor thread, boolean atOnce, Rest rest) {
        this.tables = tables;
        this.maintenance = maintenance;
        this.thread = thread;
        this.atOnce = atOnce;
        this.rest = rest;
    }

    /**
     * For a writer that runs on and on.
     *
     * @param thread does the work; one piece after the other, with pauses of three times as long
     */
    public static MaintenanceRounds beside(
            LakeTables tables, Maintenance maintenance, Executor thread, InstantSource clock) {
        return new MaintenanceRounds(tables, maintenance, thread, false, new Rest(clock));
    }

    /** For a writer that ends soon: it waits. */
    public static MaintenanceRounds inline(LakeTables tables, Maintenance maintenance) {
        return new MaintenanceRounds(
                tables, maintenance, Runnable::run, true, new Rest(InstantSource.fixed(Instant.EPOCH)));
    }

    /** The writer's turn is over; to be called after each commit of the table, before the next one begins. */
    public void afterCommit(LakeTable table, CommitReceipt receipt) {
        Round round = rounds.computeIfAbsent(table.name(), name -> new Round());
        try {
            if (round.isReady()) {
                round.commit(table, receipt);
            } else if (!rest.isOn() && round.isDue()) {
                round.begin(table.name());
                if (atOnce && round.isReady()) {
                    round.commit(table, receipt);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot keep {} in order now: {}", table.name(), e.toString());
        }
    }

    /** Gives up what was prepared and not committed. When the thread does nothing any more, and no table is committed to. */
    @Override
    public void close() {
        rounds.values().forEach(Round::discard);
    }

    /** One table's work. */
    private final class Round {

        private int commits;
        /** Set by the thread that prepares; others look at it after that. */
        private Optional<LakeTable> own = Optional.empty();

        private Optional<CompletableFuture<Optional<Maintenance.Prepared>>> preparing = Optional.empty();

        boolean isReady() {
            return preparing.filter(CompletableFuture::isDone).isPresent();
        }

        boolean isDue() {
            return preparing.isEmpty() && commits++ % COMMITS_BETWEEN_LOOKS == 0;
        }

        void begin(String name) {
            preparing = Optional.of(
                    CompletableFuture.supplyAsync(() -> rest.after(() -> maintenance.prepare(own(name))), thread));
        }

        private LakeTable own(String name) {
            LakeTable table = own.or(() -> tables.load(name)).orElseThrow();
            own = Optional.of(table);
            return table;
        }

        /** Where there was something to do there may be more, so that the next commit looks again. */
        void commit(LakeTable table, CommitReceipt receipt) {
            Optional<Maintenance.Prepared> work = take();
            if (work.isPresent()) {
                commits = 0;
                if (maintenance.commit(own.orElseThrow(), Optional.of(receipt.checkpointId()), work.get())) {
                    table.refresh();
                }
            }
        }

        private Optional<Maintenance.Prepared> take() {
            CompletableFuture<Optional<Maintenance.Prepared>> done = preparing.orElseThrow();
            preparing = Optional.empty();
            try {
                return done.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }

        void discard() {
            try {
                if (isReady()) {
                    take().ifPresent(work -> maintenance.discard(own.orElseThrow(), work));
                }
            } catch (RuntimeException e) {
                LOG.warn("Prepared files of a table may be left behind: {}", e.toString());
            }
        }
    }

    /** Leaves most of the time to the writer. */
    private static final class Rest {

        private static final int SHARE = 3;

        private final InstantSource clock;
        private volatile Instant end = Instant.MIN;

        Rest(InstantSource clock) {
            this.clock = clock;
        }

        boolean isOn() {
            return clock.instant().isBefore(end);
        }

        <T> T after(Supplier<T> work) {
            Instant start = clock.instant();
            try {
                return work.get();
            } finally {
                Instant now = clock.instant();
                end = now.plus(Duration.between(start, now).multipliedBy(SHARE));
            }
        }
    }
}
