package io.vitesslake.write;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When files are closed, and that none is left when writing fails. */
class FilesTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(new Column("id", ColumnType.LONG, true), new Column("note", ColumnType.BINARY, false)),
            List.of("id"));

    @TempDir
    Path dir;

    private static RowsFixture noise(int rows, int bytes) {
        Random random = new Random(42);
        RowsFixture batch = RowsFixture.of(SHAPE, 50);
        for (long id = 0; id < rows; id++) {
            byte[] note = new byte[bytes];
            random.nextBytes(note);
            batch.insert(id, note);
        }
        return batch;
    }

    @Test
    void aFileIsClosedAtTheTargetSize() throws IOException {
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, new WriteOptions(100_000, 20_000, 2))) {
            WrittenFiles files = lake.apply(noise(3000, 200));
            assertThat(files.data()).hasSizeBetween(5, 8);
            for (DataFile file : files.data().subList(0, files.data().size() - 1)) {
                assertThat(file.fileSizeInBytes()).isBetween(90_000L, 150_000L);
                assertThat(file.splitOffsets()).hasSizeGreaterThan(3).isSorted();
            }
            assertThat(lake.scan()).hasSize(3000);
        }
    }

    @Test
    void wideRowsDoNotWaitForAHundredBeforeARowGroupIsClosed() throws IOException {
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, new WriteOptions(100_000_000, 1_000_000, 2))) {
            WrittenFiles files = lake.apply(noise(40, 300_000));
            assertThat(files.data().get(0).splitOffsets()).hasSizeGreaterThan(8);
            assertThat(lake.scan()).hasSize(40);
        }
    }

    @Test
    void largeValuesAndTheirBoundsAreKeptThoughTheyShareABuffer() throws IOException {
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT)) {
            RowsFixture batch = RowsFixture.of(SHAPE);
            for (byte first : new byte[] {5, 3, 9, 4}) {
                byte[] note = new byte[200_000];
                Arrays.fill(note, first);
                batch.insert((long) first, note);
            }
            DataFile file = lake.apply(batch).data().get(0);
            assertThat(lake.scan())
                    .extracting(row -> ((ByteBuffer) row.get(1)).get(199_999))
                    .containsExactly((byte) 3, (byte) 4, (byte) 5, (byte) 9);
            assertThat(file.lowerBounds().get(2).get(0)).isEqualTo((byte) 3);
            assertThat(file.upperBounds().get(2).get(0)).isEqualTo((byte) 9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket(3, id)"})
    void anUnreadableValueLeavesNoFile(String partitionBy) throws IOException {
        CodedException unreadable =
                new CodedException(ErrorCode.SOURCE, "unreadable-value", "Cannot read note of 2999");
        String[] fields = partitionBy.isEmpty() ? new String[0] : new String[] {partitionBy};
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, new WriteOptions(50_000, 20_000, 2), fields)) {
            RowsFixture batch = noise(2999, 200).delete(-1L, new byte[0]).insert(2999L, unreadable);
            assertThatThrownBy(() -> lake.write(batch)).isSameAs(unreadable);
            assertThat(lake.filesInStorage()).isEmpty();

            lake.apply(noise(10, 5));
            assertThat(lake.scan()).hasSize(10);
        }
    }

    @Test
    void discardedFilesAreGone() throws IOException {
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT)) {
            lake.apply(noise(10, 5));
            List<Path> committed = lake.filesInStorage();
            WrittenFiles files = lake.write(RowsFixture.of(SHAPE).update(row(1L, null), row(1L, new byte[1])));
            assertThat(lake.filesInStorage()).hasSize(3);
            files.discard();
            assertThat(lake.filesInStorage()).isEqualTo(committed);
            assertThat(lake.scan()).hasSize(10);
        }
    }

    @Test
    void noFilesCountNothingAndMayBeDiscarded() {
        try (ScratchLake lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT)) {
            WrittenFiles none = WrittenFiles.none(lake.table().plan(SHAPE));
            none.discard();
            assertThat(none.counts()).isEqualTo(ChangeCounts.NONE);
            assertThat(none.deletesHoldOn(lake.table().iceberg(), "main")).isTrue();
        }
    }
}
