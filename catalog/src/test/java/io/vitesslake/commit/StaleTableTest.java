package io.vitesslake.commit;

import static io.vitesslake.change.RowsFixture.row;
import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.commit.LakeFixture.Writer;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer knows of its table is of its last commit; meanwhile others may have expired the snapshot of that. */
class StaleTableTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deletesAreWrittenThoughTheSnapshotOfTheLastCommitIsGone(boolean partitionedAnew) {
        try (LakeFixture lake = LakeFixture.jdbc(directory)) {
            Writer writer = lake.partitionedWriter();
            writer.insert(1);
            writer.insert(2);
            if (partitionedAnew) {
                lake.foreign()
                        .updateSpec()
                        .addField(Expressions.truncate("id", 10))
                        .commit();
            }
            writer.idle();
            Writer stale = lake.writer().resumeFrom(writer.last().orElseThrow());
            lake.foreign().manageSnapshots().removeTag(NAMES.tag()).commit();
            lake.foreign().newAppend().commit();
            lake.foreign().newAppend().commit();
            lake.expireAllButTheLast();

            CommitOutcome outcome = stale.commit(
                    stale.write(RowsFixture.of(SHAPE)
                            .update(row(1L, "row 1"), row(1L, "new"))
                            .delete(2L, "row 2")),
                    stale.next("changed"));

            assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
            assertThat(lake.rows()).containsExactly(List.of(1L, "new"));
        }
    }
}
