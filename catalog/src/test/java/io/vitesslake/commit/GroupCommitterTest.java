package io.vitesslake.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.CommitOutcome.Kind;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tables in a catalog that commits several at once, and may fail in doing so. */
final class GroupCommitterTest {

    @TempDir
    private Path directory;

    private LakeFixture lake;
    private LakeTable orders;
    private LakeTable customer;
    private TableCommitter committer;
    private GroupCommitter group;

    private final Deque<Consumer<Runnable>> faults = new ArrayDeque<>();
    private final List<List<String>> requests = new ArrayList<>();
    private final Map<String, UUID> last = new HashMap<>();

    @BeforeEach
    void open() {
        lake = LakeFixture.jdbc(directory);
        lake.tables().create("customer", LakeFixture.SHAPE, TableOptions.DEFAULT);
        orders = lake.tables().load("orders").orElseThrow();
        customer = lake.tables().load("customer").orElseThrow();
        committer = lake.committer();
        group = committer.together(this::send);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void send(List<TableTransactions.Update> updates) {
        requests.add(updates.stream().map(TableTransactions.Update::table).toList());
        Consumer<Runnable> fault = faults.isEmpty() ? Runnable::run : faults.poll();
        fault.accept(() -> apply(updates));
    }

    /** All or nothing, as long as nobody else commits meanwhile. */
    private void apply(List<TableTransactions.Update> updates) {
        Map<TableOperations, TableMetadata> updated = new HashMap<>();
        for (TableTransactions.Update update : updates) {
            LakeTable table = lake.tables().load(update.table()).orElseThrow();
            TableOperations server = ((BaseTable) table.iceberg()).operations();
            if (!server.current().metadataFileLocation().equals(update.base().metadataFileLocation())) {
                throw new CommitFailedException("%s has moved", update.table());
            }
            TableMetadata.Builder builder = TableMetadata.buildFrom(server.current());
            update.updated().changes().forEach(change -> change.applyTo(builder));
            updated.put(server, builder.build());
        }
        updated.forEach((server, metadata) -> server.commit(server.current(), metadata));
    }

    private GroupCommitter.Part part(UUID id, LakeTable table, long row) {
        Checkpoint checkpoint = new Checkpoint(
                id, Optional.ofNullable(last.get(table.name())), Map.of("vgtid", "at " + row, "writer", "test"));
        RowsFixture rows = RowsFixture.of(LakeFixture.SHAPE).insert(row, "row " + row);
        return new GroupCommitter.Part(
                table,
                new CheckpointCommit(
                        new TableWriter(WriteOptions.DEFAULT).write(table, table.plan(LakeFixture.SHAPE), rows),
                        checkpoint,
                        Placement.MAIN,
                        Optional.empty()));
    }

    private List<Kind> commit(long row) {
        UUID id = UUID.randomUUID();
        List<CommitOutcome> outcomes = group.commit(List.of(part(id, orders, row), part(id, customer, row)));
        if (outcomes.get(0).kind() == Kind.COMMITTED) {
            last.put("orders", id);
        }
        if (outcomes.get(1).kind() == Kind.COMMITTED) {
            last.put("customer", id);
        }
        return outcomes.stream().map(CommitOutcome::kind).toList();
    }

    private long snapshots(String table) {
        return Stream.of(lake.tables().load(table).orElseThrow())
                .flatMap(found -> Stream.iterate(
                        found.iceberg().currentSnapshot(),
                        snapshot -> snapshot != null,
                        snapshot -> snapshot.parentId() == null
                                ? null
                                : found.iceberg().snapshot(snapshot.parentId())))
                .count();
    }

    /** Manifests and manifest lists that no snapshot of the two tables shows. */
    private Set<String> orphans() throws Exception {
        Set<String> known = Stream.of("orders", "customer")
                .map(name -> lake.tables().load(name).orElseThrow().iceberg())
                .flatMap(table -> Stream.of(table).flatMap(one -> {
                    List<String> files = new ArrayList<>();
                    one.snapshots().forEach(snapshot -> {
                        files.add(snapshot.manifestListLocation());
                        snapshot.allManifests(one.io()).forEach(manifest -> files.add(manifest.path()));
                    });
                    return files.stream();
                }))
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".avro") && !name.startsWith("."))
                    .filter(name -> !known.contains(name))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void severalTablesGoInOneRequest() throws Exception {
        assertThat(commit(1)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(commit(2)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).containsExactly(List.of("orders", "customer"), List.of("orders", "customer"));
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(snapshots("customer")).isEqualTo(2);
        assertThat(orphans()).isEmpty();
        assertThat(customer.iceberg().currentSnapshot().snapshotId())
                .as("the table is as it was committed")
                .isEqualTo(lake.tables()
                        .load("customer")
                        .orElseThrow()
                        .iceberg()
                        .currentSnapshot()
                        .snapshotId());
    }

    @Test
    void aConflictOfOneTableCostsAllOfThemAnAttemptAndLeavesNoFile() throws Exception {
        commit(1);
        faults.add(request -> {
            lake.compact();
            request.run();
        });
        assertThat(commit(2)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).hasSize(3);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(orphans()).isEmpty();
    }

    @Test
    void whenOneIsFencedNothingIsCommitted() throws Exception {
        commit(1);
        long before = snapshots("customer");
        TableCommitter other = lake.committer();
        GroupCommitter.Part stolen = part(UUID.randomUUID(), orders, 7);
        assertThat(other.commit(orders, stolen.commit()).kind()).isEqualTo(Kind.COMMITTED);
        assertThat(commit(2)).containsExactly(Kind.FENCED, Kind.FENCED);
        assertThat(requests).as("the first alone").hasSize(1);
        assertThat(snapshots("customer")).isEqualTo(before);
        assertThat(orphans()).isEmpty();
    }

    @Test
    void aRequestWhoseAnswerWasLostIsNotMadeTwice() {
        faults.add(request -> {
            request.run();
            throw new IllegalStateException("planned loss of the answer");
        });
        assertThat(commit(1)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).hasSize(1);
        assertThat(snapshots("orders")).isEqualTo(1);
        assertThat(snapshots("customer")).isEqualTo(1);
    }

    @Test
    void aConflictWithItselfIsNoneAndKeepsItsFiles() {
        faults.add(request -> {
            request.run();
            throw new CommitFailedException("planned conflict with itself");
        });
        assertThat(commit(1)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(lake.ids()).containsExactly(1L);
        assertThat(commit(2)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aConflictWithItselfThatComesAfterOthersHaveBuiltOnItAndExpiredItsSnapshotsKeepsItsFiles() {
        faults.add(request -> {
            request.run();
            lake.buildOnAndExpire("orders");
            lake.buildOnAndExpire("customer");
            throw new CommitFailedException("planned conflict with itself, heard of late");
        });
        commit(1);
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void filesOfARequestWhoseAnswerWasLostAreNotDeleted() {
        faults.add(request -> {
            request.run();
            throw new IllegalStateException("planned loss of the answer");
        });
        UUID id = UUID.randomUUID();
        List<GroupCommitter.Part> parts = List.of(part(id, orders, 1), part(id, customer, 1));
        group.commit(parts);
        parts.forEach(part -> part.commit().files().discard());
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void tablesThatStayInEachOthersWayAreCommittedOneByOne() throws Exception {
        for (int i = 0; i < 3; i++) {
            faults.add(request -> {
                throw new CommitFailedException("planned conflict");
            });
        }
        assertThat(commit(1)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).hasSize(3);
        assertThat(lake.ids()).containsExactly(1L);
        assertThat(orphans()).isEmpty();
        assertThat(commit(2)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).as("the next checkpoint goes in one request again").hasSize(4);
    }

    @Test
    void aCatalogThatHasNoSuchThingIsAskedOnce() throws Exception {
        faults.add(request -> {
            throw new UnsupportedOperationException(
                    "Server does not support endpoint: POST /v1/{prefix}/transactions/commit");
        });
        assertThat(commit(1)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(commit(2)).containsExactly(Kind.COMMITTED, Kind.COMMITTED);
        assertThat(requests).hasSize(1);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(orphans()).isEmpty();
    }

    @Test
    void aTableWhoseSchemaMovedStaysOutAndTheOthersGoOn() {
        commit(1);
        UUID id = UUID.randomUUID();
        List<GroupCommitter.Part> parts = List.of(part(id, orders, 2), part(id, customer, 2));
        lake.foreign().updateSchema().deleteColumn("name").commit();
        assertThat(group.commit(parts).stream().map(CommitOutcome::kind))
                .containsExactly(Kind.SCHEMA_MOVED, Kind.COMMITTED);
        assertThat(snapshots("customer")).isEqualTo(2);
    }
}
