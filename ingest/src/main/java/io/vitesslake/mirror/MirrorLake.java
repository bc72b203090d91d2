package io.vitesslake.mirror;

import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.GroupCommitter;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.maintain.Housekeeping;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.write.TableWriter;
import java.util.Optional;

/**
 * The lake side of the loop. All parts are safe for use by several threads.
 *
 * @param tables opens and creates tables
 * @param reader reads the newest checkpoint of a table
 * @param writer writes files
 * @param committer makes them visible
 * @param together makes several tables visible together; empty where the catalog cannot, or shall not
 * @param housekeeping done for a table after each commit
 * @param requests what people want done with a table
 * @param codec cursors as snapshot properties
 */
public record MirrorLake(
        LakeTables tables,
        CheckpointReader reader,
        TableWriter writer,
        TableCommitter committer,
        Optional<GroupCommitter> together,
        Housekeeping housekeeping,
        TableRequests requests,
        CursorCodec codec) {

    /** The branch for a copy that is to replace what readers see. */
    String branch() {
        return reader.branch();
    }
}
