package io.vitesslake.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.VgtidText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Cursors as properties of a snapshot and back. Thread-safe. */
public final class CursorCodec {

    static final String VGTID = "vgtid";
    static final String STATE = "state";
    static final String SHAPES = "shapes";
    static final String DDL = "ddl";
    static final String KEYSPACE = "keyspace";
    static final String TABLE = "table";
    static final String ROWS = "rows";
    static final String TOUCHED = "copy-touched";
    static final String RECOPY = "recopy";
    static final String RESTARTS = "copy-restarts";
    static final String RESTART_REASON = "copy-restart-reason";
    static final String SOURCE_TIME = "source-time-ms";
    static final String COPY_ROWS = "copy-rows";
    static final String COPY_ESTIMATE = "copy-estimated-rows";
    static final String LOST_VALUES = "lost-values";
    static final String LAGGING = "lagging";
    static final String WRITER = "writer";

    // Stands for every shard when all have the same columns, which keeps the summary small.
    private static final String ALL_SHARDS = "*";

    private static final TypeReference<LinkedHashMap<String, LinkedHashMap<String, Integer>>> SHAPES_TYPE =
            new TypeReference<>() {};

    private final ObjectMapper json = new ObjectMapper();
    private final VgtidText vgtidText;
    private final String writer;

    /**
     * @param writer name and version of this program
     */
    public CursorCodec(VgtidText vgtidText, String writer) {
        this.vgtidText = vgtidText;
        this.writer = writer;
    }

    public Map<String, String> print(TableIdentity identity, TableCursor cursor) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(KEYSPACE, identity.keyspace());
        properties.put(TABLE, identity.table());
        properties.put(STATE, printState(cursor.state()));
        properties.put(VGTID, vgtidText.print(cursor.vgtid()));
        properties.put(SHAPES, printShapes(cursor.shapes()));
        if (!cursor.pending().isEmpty()) {
            properties.put(DDL, printPending(cursor.pending()));
        }
        cursor.rows().ifPresent(rows -> properties.put(ROWS, Long.toString(rows)));
        cursor.sourceTimeMillis().ifPresent(millis -> properties.put(SOURCE_TIME, Long.toString(millis)));
        printCopy(cursor.copy(), properties);
        if (!cursor.losses().isNone()) {
            properties.put(LOST_VALUES, printLosses(cursor.losses()));
        }
        if (!cursor.lagging().isNone()) {
            properties.put(LAGGING, cursor.lagging().print());
        }
        properties.put(WRITER, writer);
        return properties;
    }

    /**
     * @param lakeTable named in errors
     * @throws CodedException LAKE {@code checkpoint-unreadable}
     */
    public TableCursor parse(String lakeTable, Map<String, String> properties) {
        Vgtid vgtid = vgtidText.parse(required(lakeTable, properties, VGTID));
        return new TableCursor(
                parseState(lakeTable, required(lakeTable, properties, STATE)),
                vgtid,
                parseShapes(lakeTable, required(lakeTable, properties, SHAPES), vgtid),
                parsePending(lakeTable, properties.getOrDefault(DDL, "{}"), vgtid),
                optionalLong(properties.get(ROWS)),
                parseCopy(lakeTable, properties),
                optionalLong(properties.get(SOURCE_TIME)),
                parseLosses(lakeTable, properties.getOrDefault(LOST_VALUES, "{}")),
                parseLagging(lakeTable, properties.getOrDefault(LAGGING, "[]"), vgtid));
    }

    /** The source table that a saved cursor belongs to. */
    public TableIdentity identity(String lakeTable, Map<String, String> properties) {
        return new TableIdentity(required(lakeTable, properties, KEYSPACE), required(lakeTable, properties, TABLE));
    }

    private static void printCopy(CopyCursor copy, Map<String, String> properties) {
        properties.put(TOUCHED, Boolean.toString(copy.touched()));
        copy.count().ifPresent(count -> {
            properties.put(COPY_ROWS, Long.toString(count.rows()));
            properties.put(COPY_ESTIMATE, Long.toString(count.estimatedRows()));
        });
        copy.recopy().ifPresent(id -> properties.put(RECOPY, id.toString()));
        if (copy.restarts() > 0) {
            properties.put(RESTARTS, Integer.toString(copy.restarts()));
            properties.put(RESTART_REASON, copy.restartReason());
        }
    }

    private static CopyCursor parseCopy(String lakeTable, Map<String, String> properties) {
        return new CopyCursor(
                parseCount(properties),
                Boolean.parseBoolean(required(lakeTable, properties, TOUCHED)),
                Optional.ofNullable(properties.get(RECOPY)).map(UUID::fromString),
                Integer.parseInt(properties.getOrDefault(RESTARTS, "0")),
                properties.getOrDefault(RESTART_REASON, ""));
    }

    private String printState(TableState state) {
        ObjectNode node = json.createObjectNode();
        if (state instanceof TableState.Stopped stopped) {
            node.put("state", "stopped").put("code", stopped.code()).put("reason", stopped.reason());
            node.put("since", stopped.since().toString());
        } else {
            node.put("state", state instanceof TableState.Copying ? "copying" : "running");
        }
        return node.toString();
    }

    private TableState parseState(String lakeTable, String text) {
        JsonNode node = read(lakeTable, STATE, text);
        String state = node.path("state").asText();
        return switch (state) {
            case "copying" -> TableState.COPYING;
            case "running" -> TableState.RUNNING;
            case "stopped" ->
                new TableState.Stopped(
                        node.path("code").asText(),
                        node.path("reason").asText(),
                        Instant.parse(node.path("since").asText()));
            default -> throw unreadable(lakeTable, STATE, text, null);
        };
    }

    private String printShapes(SortedMap<Shard, Map<String, Integer>> shapes) {
        Map<String, Map<String, Integer>> byName = new LinkedHashMap<>();
        if (shapes.size() > 1 && new HashSet<>(shapes.values()).size() == 1) {
            byName.put(ALL_SHARDS, shapes.get(shapes.firstKey()));
        } else {
            shapes.forEach((shard, columns) -> byName.put(shard.name(), columns));
        }
        try {
            return json.writeValueAsString(byName);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot print shapes: " + shapes, e);
        }
    }

    private SortedMap<Shard, Map<String, Integer>> parseShapes(String lakeTable, String text, Vgtid vgtid) {
        SortedMap<Shard, Map<String, Integer>> shapes = new TreeMap<>();
        try {
            Map<String, LinkedHashMap<String, Integer>> byName = json.readValue(text, SHAPES_TYPE);
            for (Shard shard : vgtid.shards()) {
                Map<String, Integer> columns = byName.getOrDefault(shard.name(), byName.get(ALL_SHARDS));
                if (columns != null) {
                    shapes.put(shard, columns);
                }
            }
            return shapes;
        } catch (JsonProcessingException e) {
            throw unreadable(lakeTable, SHAPES, text, e);
        }
    }

    private String printPending(SortedMap<Shard, PendingDdl> pending) {
        ObjectNode node = json.createObjectNode();
        pending.forEach((shard, ddl) -> node.set(shard.name(), json.valueToTree(ddl)));
        return node.toString();
    }

    private SortedMap<Shard, PendingDdl> parsePending(String lakeTable, String text, Vgtid vgtid) {
        JsonNode node = read(lakeTable, DDL, text);
        SortedMap<Shard, PendingDdl> pending = new TreeMap<>();
        try {
            for (Shard shard : vgtid.shards()) {
                if (node.has(shard.name())) {
                    pending.put(shard, json.treeToValue(node.get(shard.name()), PendingDdl.class));
                }
            }
            return pending;
        } catch (JsonProcessingException e) {
            throw unreadable(lakeTable, DDL, text, e);
        }
    }

    private String printLosses(LossCounts losses) {
        ObjectNode node = json.createObjectNode();
        losses.losses()
                .forEach(loss ->
                        node.withObjectProperty(loss.column()).put(loss.kind().word(), loss.count()));
        return node.toString();
    }

    private LossCounts parseLosses(String lakeTable, String text) {
        List<Loss> losses = new ArrayList<>();
        for (Map.Entry<String, JsonNode> column :
                read(lakeTable, LOST_VALUES, text).properties()) {
            for (Map.Entry<String, JsonNode> count : column.getValue().properties()) {
                Kind kind = Kind.of(count.getKey()).orElseThrow(() -> unreadable(lakeTable, LOST_VALUES, text, null));
                losses.add(new Loss(column.getKey(), kind, count.getValue().asLong()));
            }
        }
        return new LossCounts(losses);
    }

    private static LaggingShards parseLagging(String lakeTable, String text, Vgtid vgtid) {
        try {
            return LaggingShards.parse(text, vgtid.shards());
        } catch (IllegalArgumentException e) {
            throw unreadable(lakeTable, LAGGING, text, e);
        }
    }

    private JsonNode read(String lakeTable, String key, String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw unreadable(lakeTable, key, text, e);
        }
    }

    private static String required(String lakeTable, Map<String, String> properties, String key) {
        String value = properties.get(key);
        if (value == null) {
            throw unreadable(lakeTable, key, "missing", null);
        }
        return value;
    }

    private static OptionalLong optionalLong(String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    private static Optional<CopyCount> parseCount(Map<String, String> properties) {
        OptionalLong rows = optionalLong(properties.get(COPY_ROWS));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new CopyCount(
                        rows.getAsLong(),
                        optionalLong(properties.get(COPY_ESTIMATE)).orElse(0)));
    }

    private static CodedException unreadable(String lakeTable, String key, String value, Exception cause) {
        return new CodedException(
                ErrorCode.LAKE,
                "checkpoint-unreadable",
                "Cannot resume " + lakeTable + ": its checkpoint has " + key + " = " + value
                        + ". Use the version of vitesslake that wrote it (see the writer property of the snapshot),"
                        + " or drop the lake table and start again to copy it anew.",
                cause);
    }
}
