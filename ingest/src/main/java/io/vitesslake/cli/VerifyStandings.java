package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TableState;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.verify.LakeStanding;
import io.vitesslake.verify.LakeStanding.State;

/** Where a lake table stands, as the cursor in its newest checkpoint tells. */
final class VerifyStandings {

    private final TableIdentity source;
    private final CheckpointReader checkpoints;
    private final CursorCodec cursors;

    /** @param source the table that the lake table should mirror */
    VerifyStandings(TableIdentity source, CheckpointReader checkpoints, CursorCodec cursors) {
        this.source = source;
        this.checkpoints = checkpoints;
        this.cursors = cursors;
    }

    /**
     * Reads the newest metadata of the table.
     *
     * @throws CodedException LAKE, when it has no checkpoint of that source table, or none that is beyond doubt
     */
    LakeStanding of(LakeTable table) {
        // First, so that the metadata as read at last is that of the checkpoint.
        boolean copiedAgain = checkpoints.newestOnBranch(table).isPresent();
        SavedCheckpoint saved = checkpoints
                .newest(table)
                .orElseThrow(() -> refused(
                        "not-copied",
                        "lake table " + table.name() + " has no checkpoint yet. Wait for its first copy."));
        TableIdentity mirrored =
                cursors.identity(table.name(), saved.checkpoint().cursor());
        if (!mirrored.equals(source)) {
            throw refused(
                    "foreign-table",
                    "lake table " + table.name() + " mirrors " + mirrored + ". Correct tables." + source.table()
                            + ".target.");
        }
        return standing(cursors.parse(table.name(), saved.checkpoint().cursor()), copiedAgain);
    }

    private LakeStanding standing(TableCursor cursor, boolean copiedAgain) {
        if (cursor.vgtid().isCopying(source.table())) {
            return new LakeStanding(
                    State.COPYING,
                    cursor.vgtid(),
                    "its rows are still being copied. Wait until `vitesslake status` says that it is running");
        }
        if (cursor.state() instanceof TableState.Stopped stopped) {
            return new LakeStanding(State.STOPPED, cursor.vgtid(), "the table is stopped: " + stopped.reason());
        }
        return copiedAgain
                ? new LakeStanding(
                        State.REPLACED,
                        cursor.vgtid(),
                        "a new copy is about to replace its rows. Compare again when `vitesslake status` shows none")
                : new LakeStanding(State.RUNNING, cursor.vgtid(), "");
    }

    private CodedException refused(String reason, String why) {
        return new CodedException(ErrorCode.LAKE, reason, "Cannot compare " + source + ": " + why);
    }
}
