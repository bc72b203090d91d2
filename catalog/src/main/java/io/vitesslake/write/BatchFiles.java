package io.vitesslake.write;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.RowBlock;
import io.vitesslake.change.TableShape;
import io.vitesslake.index.LiveFiles;
import io.vitesslake.tables.SchemaPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.DeleteWriteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one batch while they grow. Not thread-safe. */
final class BatchFiles {

    private static final Logger LOG = LoggerFactory.getLogger(BatchFiles.class);

    private final Table table;
    private final SchemaPlan plan;
    private final TableShape shape;
    private final WriteOptions options;
    private final RowStruct row;
    private final FileMaker maker;
    private final PartitionedWriter<DataWriteResult> rows;
    private final Optional<BranchHead> head;
    private final List<PartitionedWriter<DeleteWriteResult>> deletes = new ArrayList<>();
    private Optional<PositionDeletes> positions = Optional.empty();
    private boolean byKey;
    private final List<DataFile> dataFiles = new ArrayList<>();
    private final List<DeleteFile> deleteFiles = new ArrayList<>();

    /** @param head rows are removed from it by position; empty to remove them by key */
    BatchFiles(Table table, SchemaPlan plan, TableShape shape, WriteOptions options, Optional<BranchHead> head) {
        this.table = table;
        this.head = head;
        this.byKey = head.isEmpty();
        this.plan = plan;
        this.shape = shape;
        this.options = options;
        this.row = new RowStruct(plan.schema(), shape);
        this.maker = new FileMaker(table, plan, shape, options);
        PartitionSpec spec = ofPlan(table.spec());
        this.rows = new PartitionedWriter<>(
                spec,
                plan.schema(),
                row,
                partition -> maker.data(spec, partition),
                result -> dataFiles.addAll(result.dataFiles()),
                options);
    }

    void write(ChangeBlock block) throws IOException {
        if (block.deletes().rowCount() > 0 && !removeByPosition(block.deletes())) {
            removeByKey(block.deletes());
        }
        rows.write(block.rows());
    }

    /** False when this machine cannot find the rows; then it has to be done by key from there on. */
    private boolean removeByPosition(RowBlock older) {
        if (byKey) {
            return false;
        }
        try {
            if (positions.isEmpty()) {
                positions = Optional.of(openPositions(head.orElseThrow()));
            }
            positions.get().write(older);
        } catch (IOException | NotFoundException e) { // the latter when others have expired the snapshot since
            LOG.warn("Rows of {} are deleted by key in this checkpoint: {}", table.name(), e.toString());
            byKey = true;
        }
        return !byKey;
    }

    private PositionDeletes openPositions(BranchHead branch) {
        PositionDeletes opened = new PositionDeletes(table, plan.schema(), row, branch.live(), maker.positions());
        branch.snapshotId().ifPresent(id -> branch.live().moveTo(table, id, opened.key()));
        return opened;
    }

    private void removeByKey(RowBlock older) throws IOException {
        if (deletes.isEmpty()) {
            openDeletes();
        }
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.write(older);
        }
    }

    private void openDeletes() {
        for (PartitionSpec each : RowLocator.deleteSpecs(table)) {
            requireSources(each);
            PartitionSpec spec = ofPlan(each);
            deletes.add(new PartitionedWriter<>(
                    spec,
                    plan.schema(),
                    row,
                    partition -> maker.deletes(spec, partition),
                    result -> deleteFiles.addAll(result.deleteFiles()),
                    options));
        }
    }

    /** A spec of the table speaks of the types that readers see; on a branch the same column may have another. */
    private PartitionSpec ofPlan(PartitionSpec spec) {
        return spec.toUnbound().bind(plan.schema());
    }

    /** A delete filed under a guessed partition would leave its row alive. */
    private void requireSources(PartitionSpec spec) {
        for (PartitionField field : spec.fields()) {
            String column = plan.schema().findColumnName(field.sourceId());
            if (column == null || shape.indexOf(column) < 0) {
                throw new CodedException(
                        ErrorCode.LAKE,
                        "unreachable-rows",
                        "Cannot delete from " + table.name() + ": partition field " + field.name() + " of spec "
                                + spec.specId() + " is derived from column "
                                + (column == null ? "id " + field.sourceId() : column)
                                + ", which the source does not have. Rewrite the data files of that spec into a spec "
                                + "over columns of the source, or copy the table again");
            }
        }
    }

    WrittenFiles finish(ChangeCounts counts) throws IOException {
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.finish();
        }
        rows.finish();
        List<LiveFiles.Change> changes =
                positions.isEmpty() ? List.of() : positions.get().finish();
        changes.forEach(change -> deleteFiles.addAll(change.added()));
        Optional<Located> located = head.map(branch -> new Located(branch, changes, dataFiles));
        return new WrittenFiles(plan, dataFiles, deleteFiles, counts, table.io(), located);
    }

    void abort(Throwable cause) {
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.abort(cause);
        }
        rows.abort(cause);
        CatalogUtil.deleteFiles(table.io(), maker.locations(), "aborted", false);
    }
}
