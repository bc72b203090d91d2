package io.vitesslake.verify;

import io.vitesslake.source.Vgtid;
import io.vitesslake.verify.LakeStanding.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waits until both sides are far enough for a look. */
final class Lookout {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    // MySQL shows a transaction's rows first and lists its GTID then (binlog.cc, process_commit_stage_queue).
    private static final Duration UNTIL_LISTED = Duration.ofSeconds(1);

    private final Sides sides;
    private final Pace pace;
    private final Duration longestWait;

    Lookout(Sides sides, Pace pace, Duration longestWait) {
        this.sides = sides;
        this.pace = pace;
        this.longestWait = longestWait;
    }

    /** A look that will not come; the message says why, and the way out. */
    static final class NoLook extends Exception {

        private static final long serialVersionUID = 1;

        NoLook(String message) {
            super(message);
        }
    }

    /** A look at the lake as it is. What its snapshot reflects, the source has done. */
    Look first() throws NoLook, InterruptedException {
        return await(Optional.empty());
    }

    /** A look at which the lake reflects all of a position. What its snapshot reflects, the source has done. */
    Look after(Vgtid position) throws NoLook, InterruptedException {
        return await(Optional.of(position));
    }

    /** A position that holds whatever the source has shown until now. */
    Vgtid shown(Look look) throws InterruptedException {
        pace.pause(UNTIL_LISTED);
        return look.source();
    }

    private Look await(Optional<Vgtid> position) throws NoLook, InterruptedException {
        Instant deadline = pace.now().plus(longestWait);
        while (true) {
            Look look = sides.look();
            Optional<String> missing = missing(look, position);
            if (missing.isEmpty()) {
                return look;
            }
            LakeStanding standing = look.standing();
            boolean standsStill = standing.state() == State.STOPPED || standing.state() == State.COPYING;
            if (standsStill || !pace.now().isBefore(deadline)) {
                throw new NoLook(missing.get());
            }
            pace.pause(BETWEEN_LOOKS);
        }
    }

    private Optional<String> missing(Look look, Optional<Vgtid> position) {
        LakeStanding standing = look.standing();
        if (standing.state() == State.COPYING || position.isPresent() && standing.state() != State.RUNNING) {
            return Optional.of(standing.reason());
        }
        if (position.isPresent() && !standing.vgtid().containsAll(position.get())) {
            return Optional.of("the lake is at " + standing.vgtid() + " and did not reach " + position.get() + " in "
                    + seconds() + ". See that a sync runs; of a quiet table it saves the position only every"
                    + " checkpoint.idle-interval: lower that, or wait longer (--wait)");
        }
        Vgtid source = look.source();
        if (!source.containsAll(standing.vgtid())) {
            return Optional.of("the lake is at " + standing.vgtid() + ", and the source at " + source + " has not done"
                    + " all of it. If the source lost transactions in a failover, run `vitesslake recopy`");
        }
        return Optional.empty();
    }

    private String seconds() {
        return longestWait.toSeconds() + " s";
    }
}
