package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import java.time.Instant;
import java.util.Optional;

/** What a table is doing, as its newest snapshot tells. */
public sealed interface TableState {

    /** The state in one word. */
    String word();

    /** Since when people want the table left as it is; empty when they do not. */
    Optional<Instant> pausedSince();

    /** Its rows are being copied; changes follow on the shards that are done. */
    record Copying() implements TableState {

        @Override
        public String word() {
            return "copying";
        }

        @Override
        public Optional<Instant> pausedSince() {
            return Optional.empty();
        }
    }

    /** Equal to the source at its VGTID. */
    record Running() implements TableState {

        @Override
        public String word() {
            return "running";
        }

        @Override
        public Optional<Instant> pausedSince() {
            return Optional.empty();
        }
    }

    /**
     * Equal to the source at its VGTID if the copy was complete then, and not going on.
     *
     * @param code short and stable, such as {@code unsupported-column-type}
     * @param reason what could not be done and the way out
     * @param since when it stopped
     */
    record Stopped(String code, String reason, Instant since) implements TableState {

        /** Stopped because something could not be done. */
        public static Stopped of(CodedException error, Instant since) {
            return new Stopped(error.reason(), error.getMessage(), since);
        }

        /** Stopped because people wanted so. */
        static Stopped paused(String table, Instant since) {
            return new Stopped(
                    PAUSED,
                    "It is paused since " + since + ": the lake keeps it as it was then. `vitesslake resume " + table
                            + "` lets it go on from there, which needs the source's binlogs since",
                    since);
        }

        @Override
        public String word() {
            return code.equals(PAUSED) ? PAUSED : "stopped";
        }

        @Override
        public Optional<Instant> pausedSince() {
            return code.equals(PAUSED) ? Optional.of(since) : Optional.empty();
        }

        /** Whether it is the same but for the time. */
        boolean isLike(TableState other) {
            return other instanceof Stopped that && code.equals(that.code) && reason.equals(that.reason);
        }
    }

    /** The code of a table that is stopped because people wanted so, and the word for it. */
    String PAUSED = "paused";

    TableState COPYING = new Copying();
    TableState RUNNING = new Running();
}
