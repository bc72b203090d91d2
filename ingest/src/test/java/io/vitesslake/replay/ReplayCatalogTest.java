package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VtgateAddress;
import io.vitesslake.source.vstream.VtgateConnection;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pins that the product's own catalog client learns from the replayed VTGate what the recorded keyspace was. */
final class ReplayCatalogTest {

    private static RecordedKeyspace keyspace;
    private static ReplayServer server;
    private static VtgateConnection connection;
    private static KeyspaceCatalog catalog;

    @BeforeAll
    static void start() throws IOException {
        keyspace = ShippedRecordings.demo();
        server = ReplayServer.start(keyspace, ReplayPace.UNLIMITED, Clock.systemUTC());
        connection = VtgateConnection.open(VtgateAddress.plaintext(server.address()), VStreamOptions.defaults());
        catalog = connection.keyspace(keyspace.name());
    }

    @AfterAll
    static void stop() {
        connection.close();
        server.close();
    }

    @Test
    void shardsAreThoseOfTheStart() {
        assertThat(catalog.shards()).containsExactly(new Shard("commerce", "-80"), new Shard("commerce", "80-"));
        assertThat(catalog.sharded()).isTrue();
        assertThat(catalog.servesEverywhere(TabletType.REPLICA)).isTrue();
        assertThat(catalog.servesEverywhere(TabletType.RDONLY)).isFalse();
    }

    @Test
    void tablesKeysAndVindexesAreThoseRecorded() {
        assertThat(catalog.tables().names()).containsExactly("code_ci", "customer", "orders");
        for (TableInfo table : keyspace.tables()) {
            assertThat(catalog.tables().table(table.name())).isEqualTo(table);
        }
    }

    @Test
    void anUnknownTableIsUnknown() {
        assertThatThrownBy(() -> catalog.tables().table("invoice"))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("invoice");
    }
}
