package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.buffer.TestDisk;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.maintain.ExpiryOptions;
import io.vitesslake.maintain.Housekeeping;
import io.vitesslake.maintain.SnapshotExpiry;
import io.vitesslake.mirror.CopyOptions;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.LakePatience;
import io.vitesslake.mirror.Mirror;
import io.vitesslake.mirror.MirrorEnvironment;
import io.vitesslake.mirror.MirrorLake;
import io.vitesslake.mirror.MirrorOptions;
import io.vitesslake.mirror.MirrorSource;
import io.vitesslake.mirror.TableChecks;
import io.vitesslake.mirror.TablePolicy;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VStreamSource;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeRows;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.util.ByteBuffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Columns that the lab's MySQL, 8.0.12, cannot create: VECTOR, invisible ones, and expressions as defaults; with them generated
 * ones and a text whose collation Vitess does not know. What the simulated VTGate sends of them is what VTTablet's code says, and was not seen on a real one.
 */
@Timeout(60)
final class SpecialColumnsTest {

    private static final CheckpointNames NAMES =
            new CheckpointNames("vitess.", "vitesslake-checkpoint", "vitesslake-recopy");
    private static final SimTable TABLE = SimTable.special("special");
    // [1, -2.5] and [3.4028235e38, 0.1]: bytes that are no UTF-8.
    private static final String ONE = "0000803f000020c0";
    private static final String OTHER = "ffff7f7fcdcccc3d";

    @TempDir
    private Path directory;

    private final Random random = new Random(1);
    private final SimClock clock = new SimClock();
    private final SimKeyspace keyspace = SimKeyspace.still(random);
    private final Coverage coverage = new Coverage();
    private final SimTrace trace = new SimTrace(false);
    private final SimVtgate vtgate =
            new SimVtgate(keyspace, new SimOdds(random), random, clock, coverage, trace, Mistake.NONE);
    private final String lakeName = "special" + UUID.randomUUID();
    private LakeTables tables;

    @BeforeEach
    void open() {
        SimLake.create(lakeName);
        tables = LakeTables.open(
                new CatalogOptions(lakeName, "shop", Map.of("catalog-impl", SimCatalog.class.getName())));
    }

    @AfterEach
    void drop() {
        tables.close();
        SimLake.drop(lakeName);
    }

    @Test
    void vectorsInvisibleAndComputedColumnsAndUnknownCollationsAreTheSameCopiedAndStreamed()
            throws InterruptedException {
        keyspace.add(TABLE);
        SimShard low = keyspace.shard("-80");
        SimShard high = keyspace.shard("80-");
        low.seed(TABLE, row(1, "seen", ONE));
        low.seed(TABLE, row(2, null, null));
        high.seed(TABLE, row(3, "", OTHER));
        mirror();
        assertThat(lakeRows())
                .containsExactlyInAnyOrder(
                        "[1, seen, 0000803f000020c0, tag-1, 2, row 1, 漢字1]",
                        "[2, null, null, tag-2, 4, row 2, 漢字2]",
                        "[3, , ffff7f7fcdcccc3d, tag-3, 6, row 3, 漢字3]");

        run(low, null, row(11, "seen", ONE));
        run(high, null, row(12, null, null));
        run(high, null, row(13, "", OTHER));
        run(low, row(2, null, null), row(2, "now", OTHER));
        run(low, row(1, "seen", ONE), null);
        mirror();
        assertThat(lakeRows())
                .containsExactlyInAnyOrder(
                        "[11, seen, 0000803f000020c0, tag-11, 22, row 11, 漢字11]",
                        "[12, null, null, tag-12, 24, row 12, 漢字12]",
                        "[13, , ffff7f7fcdcccc3d, tag-13, 26, row 13, 漢字13]",
                        "[2, now, ffff7f7fcdcccc3d, tag-2, 4, row 2, 漢字2]",
                        "[3, , ffff7f7fcdcccc3d, tag-3, 6, row 3, 漢字3]");
    }

    /** As MySQL fills a row of which a statement gives these. */
    private static String[] row(int id, String hidden, String position) {
        return new String[] {
            Integer.toString(id), hidden, position, "tag-" + id, Integer.toString(2 * id), "row " + id, "漢字" + id
        };
    }

    private void run(SimShard shard, String[] before, String[] after) {
        SimTransaction.Change change = new SimTransaction.Change(TABLE, before, after);
        shard.apply(change);
        shard.log(SimTransaction.Kind.ROWS, List.of(change), 1_700_000_000, random);
    }

    private List<String> lakeRows() {
        List<String> rows = new ArrayList<>();
        LakeRows.read(tables.load("special").orElseThrow(), values -> {
            List<String> texts = new ArrayList<>();
            for (Object value : values) {
                texts.add(
                        value instanceof ByteBuffer bytes
                                ? HexFormat.of().formatHex(ByteBuffers.toByteArray(bytes))
                                : String.valueOf(value));
            }
            rows.add(texts.toString());
        });
        return rows;
    }

    /** One {@code sync --once}. */
    private void mirror() throws InterruptedException {
        try (VStreamSource changes = new VStreamSource(vtgate, VStreamOptions.defaults())) {
            MirrorSource source = new MirrorSource(
                    changes,
                    keyspace::servingShards,
                    keyspace::current,
                    keyspace::gtids,
                    keyspace.inspector(),
                    table -> TableComments.NONE,
                    new DdlParser()::parse,
                    Optional::empty);
            MirrorEnvironment environment = new MirrorEnvironment(
                    clock,
                    () -> new UUID(random.nextLong(), random.nextLong()),
                    TestDisk.in(directory),
                    new Inbox(this::lull),
                    new SimThreads(random),
                    random,
                    clock::pass,
                    new LakePatience(Duration.ZERO, clock, random, clock::pass));
            MirrorOptions options = new MirrorOptions(
                    true,
                    TabletType.PRIMARY,
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    new CopyOptions(2, OptionalLong.empty()),
                    1 << 20,
                    1);
            TablePolicy policy = new TablePolicy(
                    "special",
                    List.of(),
                    Set.of(),
                    TableOptions.DEFAULT,
                    ValuePolicies.DEFAULT,
                    ChangePolicies.DEFAULT,
                    DeleteMode.EQUALITY);
            TableSetup setup =
                    new TableChecks(SimKeyspace.NAME, keyspace.sharded()).check(TABLE.info(keyspace.sharded()), policy);
            Incarnation life = new Incarnation(Incarnation.End.DONE, 0, random, coverage, trace, lakeTable -> {});
            SimListener listener =
                    new SimListener(life, table -> {}, new SimSchemaWatch(keyspace, vtgate, coverage), coverage, trace);
            assertThat(new Mirror(options, List.of(setup), source, mirrorLake(), environment, listener)
                            .run()
                            .hasStoppedTables())
                    .isFalse();
        }
    }

    private void lull(long millis) {
        clock.pass(Duration.ofMillis(millis));
        if (!vtgate.step()) {
            vtgate.beat();
        }
    }

    private MirrorLake mirrorLake() {
        TableCommitter committer = new TableCommitter(NAMES, CommitOptions.DEFAULT, random, clock::pass);
        return new MirrorLake(
                tables,
                new CheckpointReader(NAMES),
                new TableWriter(WriteOptions.DEFAULT),
                committer,
                Optional.empty(),
                new Housekeeping(new SnapshotExpiry(NAMES, ExpiryOptions.DEFAULT, clock, committer), Optional.empty()),
                new TableRequests(NAMES),
                new CursorCodec(VgtidCodec.text(), "sim"));
    }
}
