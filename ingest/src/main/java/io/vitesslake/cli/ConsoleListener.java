package io.vitesslake.cli;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.mirror.MirrorListener;
import io.vitesslake.mirror.ResumePlan;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a person what the sync does, as log lines. */
final class ConsoleListener implements MirrorListener {

    private static final Logger LOG = LoggerFactory.getLogger("vitesslake");
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Map<String, Long> changesAtLastLine = new HashMap<>();
    private Instant lastLine;

    ConsoleListener(InstantSource clock) {
        this.clock = clock;
        this.lastLine = clock.instant();
    }

    @Override
    public void resumed(ResumePlan plan) {
        for (ResumePlan.Start group : plan.groups()) {
            LOG.info("Following {} from {}", group.tables(), group.position());
        }
        for (ResumePlan.Start copy : plan.copies()) {
            LOG.info("Copying {} from {}", copy.tables().get(0), copy.position());
        }
        if (plan.groups().isEmpty() && plan.copies().isEmpty()) {
            LOG.info("Nothing to do");
        }
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        LOG.error("{} stopped ({}): {}", table, error.reason(), error.getMessage());
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
        LOG.info(
                "{} committed: {} inserted, {} updated, {} deleted",
                table,
                counts.inserted(),
                counts.updated(),
                counts.deleted());
        LOG.debug("{} is {} at {}", table, state, vgtid);
    }

    @Override
    public void foreignChanges(String table, List<String> snapshots) {
        LOG.warn(
                "{} was changed by somebody else, so that it may differ from the source: {}. If the change was not"
                        + " meant, roll the table back to the snapshot before it.",
                table,
                snapshots);
    }

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        LOG.warn("Stream of {} broke, opening it again in {} ms: {}", tables, retryInMillis, error.getMessage());
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {
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
        if (since.compareTo(BETWEEN_LINES) < 0) {
            return;
        }
        StringBuilder line = new StringBuilder();
        for (TableProgress table : tables) {
            long before = changesAtLastLine.getOrDefault(table.table(), 0L);
            long rate = (table.changes() - before) * 1000 / since.toMillis();
            changesAtLastLine.put(table.table(), table.changes());
            if (rate > 0 || table.state() instanceof TableState.Copying) {
                line.append(line.length() == 0 ? "" : "; ").append(describe(table, rate));
            }
        }
        LOG.info("{}", line.length() == 0 ? "No changes" : line);
        lastLine = now;
    }

    private static String describe(TableProgress table, long rate) {
        if (table.state() instanceof TableState.Copying) {
            return String.format(
                    Locale.ROOT,
                    "%s copying %,d of about %,d rows (%,d/s)",
                    table.table(),
                    table.copiedRows(),
                    table.estimatedRows(),
                    rate);
        }
        return String.format(Locale.ROOT, "%s %,d changes/s", table.table(), rate);
    }
}
