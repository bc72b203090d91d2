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

/** The lake tables of a configuration that a sync has begun to copy, by the names of their source tables. */
final class MirroredTables {

    private final Config config;
    private final LakeTables tables;
    private final CheckpointReader checkpoints = new CheckpointReader(SyncRun.NAMES);
    private final CursorCodec cursors = new CursorCodec(VgtidCodec.text(), "vitesslake " + Version.current());

    MirroredTables(Config config, LakeTables tables) {
        this.config = config;
        this.tables = tables;
    }

    /**
     * Tables in the order given.
     *
     * @param names source tables; all of them when empty
     * @param purpose what cannot be done to a table that is none of them, with %s for its name
     * @throws CodedException CONFIG, when a name is not that of a mirrored table; LAKE
     */
    Map<String, LakeTable> named(List<String> names, String purpose) {
        Map<String, LakeTable> found = new LinkedHashMap<>();
        (names.isEmpty() ? known() : names).forEach(name -> found.put(name, mirrored(name, purpose)));
        return found;
    }

    /** Id of the newest checkpoint that readers see. */
    Optional<UUID> newest(LakeTable table) {
        return checkpoints.newest(table).map(saved -> saved.checkpoint().id());
    }

    private LakeTable mirrored(String name, String purpose) {
        if (!config.source().tables().matches(name)) {
            throw unknown(name, purpose, "source.tables and source.exclude leave it out");
        }
        String target = config.target(name);
        LakeTable table = tables.load(target)
                .orElseThrow(() ->
                        unknown(name, purpose, "the lake has no table " + target + " that a sync has begun to copy"));
        TableIdentity source = source(name, purpose, table);
        if (!source.equals(new TableIdentity(config.source().keyspace(), name))) {
            throw unknown(name, purpose, "lake table " + target + " mirrors " + source);
        }
        return table;
    }

    /** What a lake table mirrors. One in doubt is refused, since the sync will not touch it either. */
    private TableIdentity source(String name, String purpose, LakeTable table) {
        SavedCheckpoint saved =
                checkpoints.newest(table).orElseThrow(() -> unknown(name, purpose, "its first copy has yet to begin"));
        return cursors.identity(table.name(), saved.checkpoint().cursor());
    }

    private CodedException unknown(String name, String purpose, String why) {
        List<String> known = known();
        return new CodedException(
                ErrorCode.CONFIG,
                "not-mirrored",
                "Cannot " + purpose.formatted(name) + ": " + why + "."
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
