package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.TableBatch;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.GroupCommitter;
import io.vitesslake.mirror.TableCheckpoint.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Saves the tables of a checkpoint so that readers see all of them or none. Thread-safe. */
final class GroupCheckpoint {

    private final TableCheckpoint tables;
    private final GroupCommitter committer;
    private final LakePatience patience;

    GroupCheckpoint(TableCheckpoint tables, GroupCommitter committer, LakePatience patience) {
        this.tables = tables;
        this.committer = committer;
        this.patience = patience;
    }

    /** What became of the files of one table: either of the two. */
    record Part(Optional<Ready> ready, Optional<TableResult> refused) {}

    /** Writes one table's files, side by side with others'. */
    Part write(UUID id, TableCut cut) {
        try {
            return new Part(Optional.of(tables.write(id, cut)), Optional.empty());
        } catch (CodedException e) {
            return new Part(Optional.empty(), Optional.of(TableCheckpoint.refusedOrRethrown(cut, e)));
        }
    }

    /**
     * Commits what was written, when all of it is. The batches are closed then.
     *
     * @param cuts of different tables
     * @param written by cut, in the same order; those that are not done yet are being written by other threads
     */
    List<TableResult> commit(UUID id, List<TableCut> cuts, List<Future<Part>> written) throws Exception {
        try {
            List<Part> parts = all(written);
            List<TableResult> results = new ArrayList<>();
            parts.forEach(part -> part.refused().ifPresent(results::add));
            List<Ready> ready =
                    parts.stream().flatMap(part -> part.ready().stream()).toList();
            if (!ready.isEmpty()) {
                results.addAll(settled(id, ready, outcomes(ready)));
            }
            return results;
        } finally {
            cuts.forEach(cut -> cut.batch().ifPresent(TableBatch::close));
        }
    }

    /** When one could not be written at all, none is committed. */
    private static List<Part> all(List<Future<Part>> written) throws Exception {
        List<Part> parts = new ArrayList<>();
        ExecutionException failure = null;
        for (Future<Part> future : written) {
            try {
                parts.add(future.get());
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        if (failure == null) {
            return parts;
        }
        parts.forEach(part -> part.ready().ifPresent(Ready::discard));
        throw failure.getCause() instanceof Exception cause ? cause : failure;
    }

    private List<CommitOutcome> outcomes(List<Ready> ready) {
        List<GroupCommitter.Part> parts = ready.stream()
                .map(one -> new GroupCommitter.Part(one.table(), one.commit()))
                .toList();
        return patience.tried("commit to " + parts.size() + " lake tables", () -> committer.commit(parts));
    }

    private List<TableResult> settled(UUID id, List<Ready> ready, List<CommitOutcome> outcomes) {
        List<TableResult> results = new ArrayList<>();
        Optional<CodedException> failure = Optional.empty();
        for (int i = 0; i < ready.size(); i++) {
            try {
                Ready one = ready.get(i);
                // A table whose schema moved comes after the others.
                results.addAll(tables.settle(one, outcomes.get(i))
                        .map(List::of)
                        .orElseGet(() -> tables.saveAll(id, List.of(one.cut()), () -> {})));
            } catch (CodedException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return results;
    }
}
