package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.config.Config;
import io.vitesslake.decode.ValuePolicies.ZeroDates;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.TableSelection;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.source.vstream.VtgateConnection;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.verify.Pace;
import io.vitesslake.verify.Verification;
import io.vitesslake.verify.VerifiedTable;
import io.vitesslake.verify.VerifyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One comparison of lake and source, wired from a configuration. */
final class VerifyRun {

    private static final int DIFFERENT = 1;

    private final Config config;
    private final VerifyOptions options;
    private final VerifyPage page;

    VerifyRun(Config config, VerifyOptions options, VerifyPage page) {
        this.config = config;
        this.options = options;
        this.page = page;
    }

    /**
     * Compares the tables one after the other.
     *
     * @param names source tables; all that are mirrored if there are none
     * @return the exit code
     * @throws CodedException when a name is not that of a mirrored table, or source or lake as a whole do not answer
     */
    int run(List<String> names) throws InterruptedException {
        try (VtgateConnection vtgate = VtgateConnection.open(SourceAddress.of(config.source()), streamOptions());
                LakeTables lake = LakeTables.open(config.catalog().options())) {
            KeyspaceCatalog catalog = vtgate.keyspace(config.source().keyspace());
            TableSelection.Selected selected = select(catalog, names);
            selected.refused().forEach((table, error) -> page.notMirrored(table, error.getMessage()));
            boolean equal = true;
            for (TableSetup setup : selected.setups()) {
                equal &= compare(setup, vtgate, catalog, lake);
            }
            return equal ? 0 : DIFFERENT;
        }
    }

    private boolean compare(TableSetup setup, VtgateConnection vtgate, KeyspaceCatalog catalog, LakeTables lake)
            throws InterruptedException {
        Optional<LakeTable> table = lake.load(setup.target());
        if (table.isEmpty()) {
            page.notCompared(
                    setup.table(),
                    "the lake has no table " + setup.target() + ". Start a sync, and wait until `vitesslake status`"
                            + " says that it is running");
            return false;
        }
        CursorCodec cursors = new CursorCodec(VgtidCodec.text(), "vitesslake " + Version.current());
        VerifyStandings standings = new VerifyStandings(setup.identity(), new CheckpointReader(SyncRun.NAMES), cursors);
        Verification verification = new Verification(catalog, vtgate.shards(), standings::of, new WallPace(), options);
        VerifiedTable verified = new VerifiedTable(
                setup.table(),
                setup.key(),
                setup.policy().excluded(),
                setup.values().zeroDates() == ZeroDates.NULL);
        return page.show(setup.table(), verification.compare(verified, table.get()));
    }

    private TableSelection.Selected select(KeyspaceCatalog catalog, List<String> names) {
        WantedTables tables = new WantedTables(config, catalog);
        tables.require(names, "compare");
        Predicate<String> wanted = names.isEmpty() ? config.source().tables()::matches : names::contains;
        TableSelection.Selected selected = new TableSelection(
                        config.source().keyspace(), catalog, wanted, table -> SyncRun.policy(config, table))
                .select();
        selected.refused().values().stream()
                .filter(error -> error.code() == ErrorCode.CONFIG)
                .findFirst()
                .ifPresent(error -> {
                    throw error;
                });
        if (selected.isEmpty()) {
            throw WantedTables.missing(
                    "compare",
                    Stream.concat(names.stream(), Stream.of("any table"))
                            .findFirst()
                            .orElseThrow(),
                    tables.names());
        }
        return selected;
    }

    private VStreamOptions streamOptions() {
        return VStreamOptions.bounded(
                Math.toIntExact(config.source().maxMessage().bytes()), VStreamOptions.DEFAULT_MAX_UNREAD_BYTES);
    }

    /** The clock of this machine. */
    private static final class WallPace implements Pace {

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time.toMillis());
        }
    }
}
