package io.vitesslake.source.vstream;

import io.vitesslake.scenario.ScenarioClaims;
import io.vitesslake.scenario.Scene;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The scripts on a real VTGate: {@code -Dvitess.grpc=host:port}, {@code -Dvitess.keyspace} one of two shards that is idle. */
@EnabledIfSystemProperty(named = "vitess.grpc", matches = ".+")
final class VtgateScenariosIT implements ScenarioClaims {

    @Override
    public Scene scene() {
        return new VtgateScene(System.getProperty("vitess.grpc"), System.getProperty("vitess.keyspace", "commerce"));
    }
}
