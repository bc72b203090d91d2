package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.config.Config;
import io.vitesslake.config.Spelling;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Asks for new copies of tables that are in the lake: of all that are named or, when one of them is wrong, of none. */
final class RecopyOrder {

    private final Config config;
    private final LakeTables tables;
    private final BiConsumer<LakeTable, UUID> requests;
    private final CheckpointReader checkpoints = new CheckpointReader(SyncRun.NAMES);
    private final CursorCodec cursors = new CursorCodec(VgtidCodec.text(), "vitesslake " + Version.current());

    /**
     * @param requests leaves a request where the writer of the table finds it
     */
    RecopyOrder(Config config, LakeTables tables, BiConsumer<LakeTable, UUID> requests) {
        this.config = config;
        this.tables = tables;
        this.requests = requests;
    }

    /**
     * Places one request for each table.
     *
     * @param names source tables
     * @throws CodedException CONFIG, when a name is not that of a mirrored table; LAKE
     */
    void place(List<String> names, Supplier<UUID> ids) {
        Map<String, LakeTable> found = new LinkedHashMap<>();
        names.forEach(name -> found.put(name, mirrored(name)));
        found.values().forEach(table -> requests.accept(table, ids.get()));
    }

    private LakeTable mirrored(String name) {
        if (!config.source().tables().matches(name)) {
            throw unknown(name, "source.tables and source.exclude leave it out");
        }
        String target = config.target(name);
        LakeTable table = tables.load(target)
                .orElseThrow(() -> unknown(name, "the lake has no table " + target + " that a sync has begun to copy"));
        Optional<TableIdentity> source = source(name, table);
        TableIdentity wanted = new TableIdentity(config.source().keyspace(), name);
        if (source.isPresent() && !source.get().equals(wanted)) {
            throw unknown(name, "lake table " + target + " mirrors " + source.get());
        }
        return table;
    }

    /** What a lake table mirrors; empty when its checkpoint cannot be read, which a new copy repairs. */
    private Optional<TableIdentity> source(String name, LakeTable table) {
        try {
            SavedCheckpoint saved =
                    checkpoints.newest(table).orElseThrow(() -> unknown(name, "its first copy has yet to begin"));
            return Optional.of(cursors.identity(table.name(), saved.checkpoint().cursor()));
        } catch (CodedException e) {
            return switch (e.reason()) {
                case "checkpoint-in-doubt", "checkpoint-unreadable" -> Optional.empty();
                default -> throw e;
            };
        }
    }

    private CodedException unknown(String name, String why) {
        List<String> known = known();
        return new CodedException(
                ErrorCode.CONFIG,
                "not-mirrored",
                "Cannot copy " + name + " again: " + why + "."
                        + (known.isEmpty()
                                ? ""
                                : " The nearest mirrored table is '" + Spelling.nearest(name, known) + "'.")
                        + " Give the names of source tables that are in the lake; see `vitesslake status`.");
    }

    /** Source tables that this configuration mirrors and the lake holds. */
    private List<String> known() {
        return tables.list().stream()
                .flatMap(name -> tables.load(name).stream())
                .flatMap(table -> knownSource(table).stream())
                .filter(source -> source.keyspace().equals(config.source().keyspace())
                        && config.source().tables().matches(source.table()))
                .map(TableIdentity::table)
                .toList();
    }

    private Optional<TableIdentity> knownSource(LakeTable table) {
        try {
            return checkpoints
                    .newest(table)
                    .map(saved ->
                            cursors.identity(table.name(), saved.checkpoint().cursor()));
        } catch (CodedException e) {
            // Only a suggestion is at stake.
            return Optional.empty();
        }
    }
}
