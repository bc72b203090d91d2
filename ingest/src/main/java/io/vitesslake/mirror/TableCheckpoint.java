package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.commit.CheckpointCommit;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.commit.Placement;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Shard;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.write.OlderRows;
import io.vitesslake.write.WrittenFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Saves one table's part of a checkpoint: files, then one commit that holds them and the cursor. Thread-safe. */
final class TableCheckpoint {

    // Each round means that somebody else changed the schema meanwhile.
    private static final int MAX_SCHEMA_ROUNDS = 5;

    private static final Set<String> ONE_TABLE = Set.of(
            "incompatible-schema",
            "unsupported-column-type",
            "no-key",
            "foreign-table",
            "checkpoint-in-doubt",
            "checkpoint-unreadable",
            "other-source",
            "schema-keeps-moving",
            "invalid-partitioning",
            "invalid-sort-order");

    private record Written(WrittenFiles files, LossCounts losses) {}

    /** One table's files, and the commit that makes them visible. */
    record Ready(TableCut cut, LakeTable table, TableCursor cursor, CheckpointCommit commit) {

        void discard() {
            commit.files().discard();
        }
    }

    private final MirrorLake lake;
    private final TableCreation creation;
    private final LakePatience patience;

    TableCheckpoint(MirrorLake lake, TableCreation creation, LakePatience patience) {
        this.lake = lake;
        this.creation = creation;
        this.patience = patience;
    }

    /**
     * Saves the cuts of one lake table one after the other, since two commits at a time would only get into each other's way.
     *
     * @param beforeCommit called when the files are written; what it throws, the table throws
     */
    List<TableResult> saveAll(UUID id, List<TableCut> cuts, Runnable beforeCommit) {
        return cuts.stream().map(cut -> save(id, cut, beforeCommit)).toList();
    }

    private TableResult save(UUID id, TableCut cut, Runnable beforeCommit) {
        try {
            LakeTable table = table(cut);
            DeleteMode deletes = cut.setup().deletes();
            for (int round = 0; round < MAX_SCHEMA_ROUNDS; round++) {
                Ready ready = write(id, cut, table, deletes);
                awaitOrDiscard(beforeCommit, ready);
                Optional<TableResult> result = settle(ready, commit(ready));
                if (result.isPresent()) {
                    return result.get();
                }
                patience.tried("read lake table " + table.name(), () -> refreshed(table));
                // Holds however others move the rows meanwhile.
                deletes = DeleteMode.EQUALITY;
            }
            throw new CodedException(
                    ErrorCode.LAKE,
                    "schema-keeps-moving",
                    "Cannot commit to " + table.name() + ": others changed its schema " + MAX_SCHEMA_ROUNDS
                            + " times while files were written. Stop the other schema changes and start again.");
        } catch (CodedException e) {
            return refusedOrRethrown(cut, e);
        } finally {
            cut.batch().ifPresent(TableBatch::close);
        }
    }

    private LakeTable table(TableCut cut) {
        return cut.origin().lake().orElseGet(() -> creation.create(cut));
    }

    /** Writes the files of a cut, without committing them. */
    Ready write(UUID id, TableCut cut) {
        return write(id, cut, table(cut), cut.setup().deletes());
    }

    private Ready write(UUID id, TableCut cut, LakeTable table, DeleteMode deletes) {
        SchemaPlan plan = plan(cut, table);
        Written written =
                patience.tried("write files of lake table " + table.name(), () -> write(cut, table, plan, deletes));
        TableCursor cursor = complete(cut, plan, written);
        Checkpoint checkpoint = new Checkpoint(
                id, cut.origin().parentId(), lake.codec().print(cut.setup().identity(), cursor));
        return new Ready(
                cut,
                table,
                cursor,
                new CheckpointCommit(written.files(), checkpoint, cut.origin().placement(), cut.notes()));
    }

    private static LakeTable refreshed(LakeTable table) {
        table.refresh();
        return table;
    }

    /**
     * What a commit came to; files that were not committed are gone then.
     *
     * @return empty when the schema moved under the files
     * @throws CodedException FENCED
     */
    Optional<TableResult> settle(Ready ready, CommitOutcome outcome) {
        TableCut cut = ready.cut();
        if (outcome instanceof CommitOutcome.Committed committed) {
            CommitReceipt receipt = committed.receipt();
            if (isVisible(cut)) {
                lake.housekeeping().afterCommit(ready.table(), receipt);
            }
            return Optional.of(new TableResult.Saved(
                    cut,
                    ready.table(),
                    new SavedCursor(
                            ready.commit().checkpoint().id(),
                            receipt.snapshotId(),
                            ready.cursor(),
                            receipt.committedAt(),
                            receipt.files(),
                            cut.notes(),
                            receipt.standingChanges()),
                    ready.commit().files().counts(),
                    receipt.foreignChanges().stream()
                            .map(ForeignChange::describe)
                            .toList()));
        }
        ready.discard();
        if (outcome instanceof CommitOutcome.RolledBack rolledBack) {
            SavedCursor to = patience.tried(
                    "read where lake table " + ready.table().name() + " stands",
                    () -> savedCursor(lake, ready.table(), rolledBack.to()));
            return Optional.of(new TableResult.RolledBack(cut, to));
        }
        if (outcome instanceof CommitOutcome.BranchLost lost) {
            return Optional.of(new TableResult.BranchLost(cut, lost.what()));
        }
        if (outcome instanceof CommitOutcome.Fenced fenced) {
            throw new CodedException(ErrorCode.FENCED, "fenced", fenced.what());
        }
        return Optional.empty();
    }

    /**
     * The same commit each time: one that got into the lake though nobody heard so is found there by its id, and not made
     * again.
     */
    private CommitOutcome commit(Ready ready) {
        return patience.tried(
                "commit to lake table " + ready.table().name(),
                () -> lake.committer().commit(ready.table(), ready.commit()));
    }

    /** Losses count with the files that a commit shows: those of files that are discarded are forgotten. */
    private Written write(TableCut cut, LakeTable table, SchemaPlan plan, DeleteMode deletes) {
        if (cut.batch().isEmpty()) {
            return new Written(WrittenFiles.none(plan), LossCounts.NONE);
        }
        ValueLosses losses = cut.columns().orElseThrow().losses();
        LossCounts before = losses.counts();
        WrittenFiles files = lake.writer().write(table, plan, cut.batch().get(), older(cut, deletes));
        return new Written(files, losses.counts().since(before));
    }

    private OlderRows older(TableCut cut, DeleteMode deletes) {
        return switch (cut.origin().placement().kind()) {
            case MAIN -> OlderRows.ofReaders(deletes);
            case BRANCH, SWAP -> new OlderRows(lake.branch(), deletes);
            case MAIN_ANEW, BRANCH_START -> OlderRows.BY_KEY;
        };
    }

    private SchemaPlan plan(TableCut cut, LakeTable table) {
        if (cut.columns().isEmpty()) {
            return table.plan(table.shape());
        }
        TableShape shape = cut.columns().get().shape();
        Set<String> superseded = cut.columns().get().superseded();
        boolean keepOthers = cut.setup().changes().dropColumn() == DropColumn.KEEP;
        return switch (cut.origin().placement().kind()) {
            case MAIN -> table.plan(shape, cut.change());
            case MAIN_ANEW, BRANCH_START -> table.planAnew(shape, name -> keepOthers && !superseded.contains(name));
            case BRANCH, SWAP -> table.planBranch(lake.branch(), shape);
        };
    }

    /** Whether readers see what is saved of it, rather than a branch. */
    static boolean isVisible(TableCut cut) {
        Placement placement = cut.origin().placement();
        return !(placement instanceof Placement.BranchStart || placement instanceof Placement.Branch);
    }

    private static void awaitOrDiscard(Runnable beforeCommit, Ready ready) {
        try {
            beforeCommit.run();
        } catch (CodedException e) {
            ready.discard();
            throw e;
        }
    }

    static SavedCursor savedCursor(MirrorLake lake, LakeTable table, SavedCheckpoint saved) {
        TableCursor cursor = lake.codec().parse(table.name(), saved.checkpoint().cursor());
        Optional<byte[]> notes = cursor.copy().touched() ? lake.reader().notes(table, saved) : Optional.empty();
        return new SavedCursor(
                saved.checkpoint().id(),
                saved.snapshotId(),
                cursor,
                saved.committedAt(),
                saved.files(),
                notes,
                saved.foreignChanges());
    }

    private static TableCursor complete(TableCut cut, SchemaPlan plan, Written written) {
        TableCursor cursor = cut.cursor();
        if (cut.columns().isEmpty()) {
            return cursor;
        }
        SortedMap<Shard, Map<String, Integer>> shapes = new TreeMap<>();
        cut.columns().get().names().forEach((shard, names) -> {
            SortedMap<String, Integer> ids = new TreeMap<>();
            names.forEach((source, name) -> ids.put(source, plan.fieldId(name)));
            shapes.put(shard, ids);
        });
        ChangeCounts counts = written.files().counts();
        OptionalLong rows = cursor.rows().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(cursor.rows().getAsLong() + counts.inserted() - counts.deleted());
        return new TableCursor(
                cursor.state(),
                cursor.vgtid(),
                shapes,
                cursor.pending(),
                rows,
                cursor.copy(),
                cursor.sourceTimeMillis(),
                cursor.losses().plus(written.losses()).after(cut.change()),
                cursor.lagging());
    }

    static TableResult refusedOrRethrown(TableCut cut, CodedException e) {
        if (!concernsOneTable(e)) {
            throw e;
        }
        return new TableResult.Refused(cut, e);
    }

    /** What a table's source or schema is to blame for stops that table alone; a lake that fails stops everything. */
    static boolean concernsOneTable(CodedException e) {
        return e.code() == ErrorCode.SOURCE || ONE_TABLE.contains(e.reason());
    }
}
