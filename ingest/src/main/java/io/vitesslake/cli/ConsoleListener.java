package io.vitesslake.cli;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.mirror.MirrorListener;
import io.vitesslake.mirror.ResumePlan;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a person what the sync does: as log lines, and on a terminal with bars below them. */
final class ConsoleListener implements MirrorListener {

    private static final Logger LOG = LoggerFactory.getLogger("vitesslake");
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_BARS = Duration.ofMillis(250);

    private final InstantSource clock;
    private final Optional<ProgressBars> bars;
    private final Map<String, Long> changesAtLastLine = new HashMap<>();
    /** How many values were lost, by column and kind. */
    private final Map<String, Long> lost = new HashMap<>();

    private Instant lastLine;
    private Instant lastDrawn = Instant.EPOCH;

    /**
     * @param bars empty when nobody looks at a terminal
     */
    ConsoleListener(InstantSource clock, Optional<ProgressBars> bars) {
        this.clock = clock;
        this.bars = bars;
        this.lastLine = clock.instant();
    }

    // Log lines scroll past above the bars.
    private void erase() {
        bars.ifPresent(ProgressBars::erase);
    }

    @Override
    public void resumed(ResumePlan plan) {
        erase();
        for (ResumePlan.Start group : plan.groups()) {
            LOG.info("Following {} from {}", group.tables(), group.position());
        }
        for (ResumePlan.Start retry : plan.retries()) {
            LOG.info("Trying {} again from {}", retry.tables().get(0), retry.position());
        }
        for (ResumePlan.Start copy : plan.copies()) {
            LOG.info("Copying {} from {}", copy.tables().get(0), copy.position());
        }
        if (plan.groups().isEmpty() && plan.retries().isEmpty() && plan.copies().isEmpty()) {
            LOG.info("Nothing to do");
        }
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        erase();
        LOG.error("{} stopped ({}): {}", table, error.reason(), error.getMessage());
    }

    @Override
    public void tablePaused(String table, Instant since) {
        erase();
        LOG.info("{} is paused since {}: `vitesslake resume {}` lets it go on", table, since, table);
    }

    @Override
    public void copyRestarted(String table, String why) {
        LOG.warn("{} is copied from its start again: {}", table, why);
    }

    @Override
    public void recopyStarted(String table, String why) {
        LOG.info("{} is copied again beside its old rows, which readers see until that is complete: {}", table, why);
    }

    @Override
    public void recopied(String table) {
        LOG.info("{}: readers see the new copy", table);
    }

    @Override
    public void recopyFailed(String table, CodedException error) {
        LOG.error(
                "{}: the new copy was given up, the next start tries again ({}): {}",
                table,
                error.reason(),
                error.getMessage());
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
        erase();
        LOG.info(
                "{} committed: {} inserted, {} updated, {} deleted",
                table,
                counts.inserted(),
                counts.updated(),
                counts.deleted());
        LOG.debug("{} is {} at {}", table, state, vgtid);
    }

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {
        for (ValueLosses.Loss loss : losses) {
            String column = table + "." + loss.column();
            Long before = lost.put(column + " " + loss.kind(), loss.count());
            erase();
            if (before == null) {
                LOG.warn("{}: {}; {} so far", column, loss.kind().meaning(), loss.count());
            } else if (loss.count() > before) {
                LOG.info("{}: {}; {} so far", column, loss.kind().meaning(), loss.count());
            }
        }
    }

    @Override
    public void foreignChanges(String table, List<String> changes) {
        erase();
        LOG.warn(
                "{} was changed by others, so that it may differ from the source: {}. To repair it, run `vitesslake recopy {}`,"
                        + " or roll the table back to the checkpoint before the change.",
                table,
                String.join(", ", changes),
                table);
    }

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        erase();
        LOG.warn("Stream of {} broke, opening it again in {} ms: {}", tables, retryInMillis, error.getMessage());
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {
        erase();
        LOG.warn(
                "{} cannot reach {}, which the source shows but does not send; it has {}. Errant GTIDs?",
                table,
                target,
                reached);
    }

    @Override
    public void progress(List<TableProgress> tables) {
        Instant now = clock.instant();
        Duration since = Duration.between(lastLine, now);
        if (since.compareTo(BETWEEN_LINES) >= 0) {
            String line = line(tables, since);
            if (!line.isEmpty()) {
                erase();
                LOG.info("{}", line);
            }
            lastLine = now;
        }
        if (bars.isPresent() && Duration.between(lastDrawn, now).compareTo(BETWEEN_BARS) >= 0) {
            bars.get().draw(tables.stream().filter(ConsoleListener::isComing).toList());
            lastDrawn = now;
        }
    }

    // A table that waits for its copy is in the same state, but nothing of it has come.
    private static boolean isComing(TableProgress table) {
        return table.state() instanceof TableState.Copying && table.changes() > 0;
    }

    /** Empty when the bars tell it all. */
    private String line(List<TableProgress> tables, Duration since) {
        List<String> parts = new ArrayList<>();
        int waiting = 0;
        for (TableProgress table : tables) {
            long before = changesAtLastLine.getOrDefault(table.table(), 0L);
            long rate = (table.changes() - before) * 1000 / since.toMillis();
            changesAtLastLine.put(table.table(), table.changes());
            if (isComing(table)) {
                if (bars.isEmpty()) {
                    parts.add(describe(table));
                }
            } else if (table.state() instanceof TableState.Copying) {
                waiting++;
            } else if (rate > 0) {
                parts.add(String.format(Locale.ROOT, "%s %,d changes/s", table.table(), rate));
            }
        }
        if (waiting > 0) {
            parts.add(waiting + " still to be copied");
        }
        boolean drawn = bars.isPresent() && tables.stream().anyMatch(ConsoleListener::isComing);
        return parts.isEmpty() && !drawn ? "No changes" : String.join("; ", parts);
    }

    private static String describe(TableProgress table) {
        return String.format(
                Locale.ROOT,
                "%s copying %s, %,d rows/s, %s left",
                table.table(),
                CopyText.progress(table.copy()),
                table.copiedPerSecond(),
                CopyText.remaining(table));
    }
}
