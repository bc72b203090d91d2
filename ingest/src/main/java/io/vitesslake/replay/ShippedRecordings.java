package io.vitesslake.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.VschemaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The recordings that come with the program, of a real keyspace; the README beside them tells what happens in each. */
public final class ShippedRecordings {

    private static final String KEYSPACE = "commerce";

    /** As the keyspace was set up when it was recorded: ingest/lab/tables.sql and vschema.json. */
    private static final List<TableInfo> TABLES = List.of(
            table("code_ci", List.of("code"), "code", 400),
            table("customer", List.of("id"), "id", 5_000),
            table("orders", List.of("customer_id", "id"), "customer_id", 60_000));

    private ShippedRecordings() {}

    /** Three tables under writes, with a reshard from two shards to four in the middle. */
    public static RecordedKeyspace demo() throws IOException {
        Map<String, List<byte[]>> copies = new TreeMap<>();
        for (TableInfo table : TABLES) {
            copies.put(table.name(), recording("copy-" + table.name()));
        }
        return RecordedKeyspace.parse(KEYSPACE, TABLES, recording("main"), copies);
    }

    /** What {@link #demo} must end in, one per table. */
    public static List<Truth> demoTruth() throws IOException {
        List<Truth> truths = new ArrayList<>();
        try (InputStream in = resource("truth.json")) {
            JsonNode tables = new ObjectMapper().readTree(in);
            for (TableInfo table : TABLES) {
                JsonNode truth = tables.path(table.name());
                truths.add(new Truth(
                        table.name(),
                        truth.path("rows").asLong(),
                        truth.path("crc32Sum").asLong()));
            }
        }
        return truths;
    }

    /** Responses of a copy of {@code orders}, nobody writing. */
    public static List<byte[]> benchCopy() throws IOException {
        return recording("bench-copy");
    }

    /** Responses of the changes to {@code orders} that followed {@link #benchCopy}. */
    public static List<byte[]> benchRunning() throws IOException {
        return recording("bench-running");
    }

    private static TableInfo table(String name, List<String> primaryKey, String vindexColumn, long estimatedRows) {
        return new TableInfo(
                name,
                primaryKey,
                List.of(),
                List.of(vindexColumn),
                VschemaType.NORMAL,
                false,
                estimatedRows,
                "InnoDB",
                true);
    }

    private static List<byte[]> recording(String name) throws IOException {
        return Recording.read(resource(name + ".bin.gz"));
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = ShippedRecordings.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException(
                    "Cannot find recording " + name + " in this program. Build it again: mvn -q -Dquick package");
        }
        return in;
    }
}
