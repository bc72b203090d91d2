package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.VGtid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pins that the shipped recordings, served by the replayed VTGate, tell one story that ends in what MySQL itself said. */
final class ShippedRecordingsTest implements VStreamClaims {

    private static ReplayServer server;
    private static RecordedKeyspace keyspace;

    @BeforeAll
    static void start() throws IOException {
        keyspace = ShippedRecordings.demo();
        server = ReplayServer.start(keyspace, ReplayPace.UNLIMITED, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyTableEndsInWhatMysqlSaid() throws IOException {
        for (Truth truth : ShippedRecordings.demoTruth()) {
            Map<String, String> rows = truth(truth.table());
            assertThat(rows).hasSize((int) truth.rows());
            assertThat(rows.values().stream()
                            .mapToLong(ShippedRecordingsTest::checksum)
                            .sum())
                    .isEqualTo(truth.checksum());
        }
    }

    @Test
    void theRecordingCrossesAReshard() {
        assertThat(keyspace.shards()).containsExactly("-80", "80-");
        assertThat(keyspace.end().keySet()).containsExactlyInAnyOrder("-40", "40-80", "80-c0", "c0-");
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public String keyspace() {
        return keyspace.name();
    }

    @Override
    public List<String> shards() {
        return keyspace.shards();
    }

    @Override
    public Collection<String> tables() {
        return List.of("code_ci", "customer");
    }

    /** Checked against MySQL by its own test. */
    @Override
    public Map<String, String> truth(String table) {
        return follow(new Follower(seed(table)), List.of(table)).rows(table);
    }

    @Override
    public VGtid beginning() {
        VGtid.Builder start = VGtid.newBuilder();
        keyspace.start()
                .forEach((shard, gtids) -> start.addShardGtidsBuilder()
                        .setKeyspace(keyspace.name())
                        .setShard(shard)
                        .setGtid(gtids.toString()));
        return start.build();
    }

    private static long checksum(String row) {
        CRC32 crc = new CRC32();
        crc.update(row.replace('|', '#').getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
