import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Trino's own test server, for versions that come without a server to download: {@code TrinoInProcess PORT CATALOG.properties}; lives until it is killed. */
final class TrinoInProcess {

    private TrinoInProcess() {}

    public static void main(String[] args) throws Exception {
        Properties catalog = new Properties();
        try (Reader text = Files.newBufferedReader(Path.of(args[1]))) {
            catalog.load(text);
        }
        String connector = (String) catalog.remove("connector.name");
        Map<String, String> properties = catalog.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, catalog::getProperty));
        DistributedQueryRunner server = DistributedQueryRunner.builder(TestingSession.testSessionBuilder().build())
                .setWorkerCount(0)
                .addExtraProperty("http-server.http.port", args[0])
                .build();
        server.installPlugin(new IcebergPlugin());
        server.createCatalog("lake", connector, properties);
        new CountDownLatch(1).await();
    }
}
