package io.vitesslake.bench;

import binlogdata.Binlogdata.Filter;
import binlogdata.Binlogdata.Rule;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VGtid;
import io.vitess.proto.Vtgate.VStreamFlags;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitesslake.child.Usage;
import io.vitesslake.replay.RecordedKeyspace;
import io.vitesslake.replay.ReplayPace;
import io.vitesslake.replay.ReplayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures a sync over looped recordings: first the copy of a table, then, into the same lake, the changes that follow it. Beside each
 * stands the raw drain of the same bytes, by a client that looks at nothing. One use.
 */
public final class Bench {

    private static final double MILLION = 1e6;

    /** Drains before the one that counts: compiling both ends of the channel takes seconds of CPU. */
    private static final int WARM_UPS = 3;

    private final BenchKeyspace keyspace;
    private final PrintWriter out;
    private final Clock clock;
    private final Sync sync;

    /** A whole {@code sync --once} of the lake under test, from the VTGate at the address. */
    public interface Sync {

        /** @return what it used; an exception when it failed */
        Usage run(String address) throws IOException, InterruptedException;
    }

    public Bench(BenchKeyspace keyspace, PrintWriter out, Clock clock, Sync sync) {
        this.keyspace = keyspace;
        this.out = out;
        this.clock = clock;
        this.sync = sync;
    }

    public void run() throws IOException, InterruptedException {
        RecordedKeyspace recorded = keyspace.recorded();
        measure("copy", recorded.withoutChanges(), recorded.copiedRows(), copyRequest(recorded));
        measure("running", recorded, recorded.changes(), runningRequest(recorded));
    }

    private void measure(String phase, RecordedKeyspace served, long changes, VStreamRequest request)
            throws IOException, InterruptedException {
        RawDrain.Drained drained;
        try (ReplayServer server = ReplayServer.start(served, ReplayPace.UNLIMITED, clock)) {
            for (int i = 0; i < WARM_UPS; i++) {
                RawDrain.drain(server.address(), request);
            }
            drained = RawDrain.drain(server.address(), request);
            line(
                    "%s: %,d changes, %,.0f MB in %,d responses",
                    phase, changes, drained.bytes() / MILLION, drained.responses());
            double drain = changes / drained.seconds();
            line(
                    "  raw drain  %.3f M changes/s  %.1f MB/s",
                    drain / MILLION, drained.bytes() / drained.seconds() / MILLION);
        }
        try (ReplayServer server = ReplayServer.start(served, ReplayPace.UNLIMITED, clock)) {
            sync(server, changes, drained);
        }
    }

    private void sync(ReplayServer server, long changes, RawDrain.Drained drained)
            throws IOException, InterruptedException {
        Usage usage = sync.run(server.address());
        Duration streaming = Duration.between(server.firstAsked().orElseThrow(), clock.instant());
        double drain = changes / drained.seconds();
        double whole = changes / usage.seconds();
        double streamed = changes / (streaming.toMillis() / 1000.0);
        line(
                "  sync       %.3f M changes/s  %.1f MB/s  %.2f CPU s per million  peak RSS %,.0f MiB  %.2f s with JVM start",
                whole / MILLION,
                drained.bytes() / usage.seconds() / MILLION,
                usage.cpuSeconds() / (changes / MILLION),
                usage.peakRssBytes() / (double) (1 << 20),
                usage.seconds());
        line("  streaming  %.3f M changes/s  from the first request to the end of the process", streamed / MILLION);
        line("  ratio      %.3f of the raw drain, %.3f while streaming", whole / drain, streamed / drain);
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    private VStreamRequest copyRequest(RecordedKeyspace recorded) {
        VGtid.Builder start = VGtid.newBuilder();
        recorded.shards()
                .forEach(shard -> start.addShardGtidsBuilder()
                        .setKeyspace(recorded.name())
                        .setShard(shard)
                        .addTablePKs(TableLastPK.newBuilder().setTableName(BenchKeyspace.TABLE)));
        return request(start);
    }

    private VStreamRequest runningRequest(RecordedKeyspace recorded) {
        VGtid.Builder start = VGtid.newBuilder();
        recorded.start()
                .forEach((shard, gtids) -> start.addShardGtidsBuilder()
                        .setKeyspace(recorded.name())
                        .setShard(shard)
                        .setGtid(gtids.toString()));
        return request(start);
    }

    private static VStreamRequest request(VGtid.Builder start) {
        String table = BenchKeyspace.TABLE;
        return VStreamRequest.newBuilder()
                .setVgtid(start)
                .setFilter(Filter.newBuilder()
                        .addRules(Rule.newBuilder().setMatch(table).setFilter("select * from " + table)))
                .setFlags(VStreamFlags.newBuilder().setHeartbeatInterval(1).setExcludeKeyspaceFromTableName(true))
                .build();
    }
}
