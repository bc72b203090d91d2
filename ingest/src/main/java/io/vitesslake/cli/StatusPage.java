package io.vitesslake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.mirror.CopyCount;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import io.vitesslake.status.TableStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The status of all tables as text for people and as JSON for scripts. */
record StatusPage(List<TableStatus> tables) {

    private static final List<String> TITLES = List.of("TABLE", "STATE", "ROWS", "CHECKPOINT", "LAG", "POSITION");

    /** One line per table, columns aligned; below them the reason of each table that does not go on. */
    String text() {
        if (tables.isEmpty()) {
            return "The lake has no tables yet.";
        }
        List<List<String>> lines = new ArrayList<>();
        lines.add(TITLES);
        tables.forEach(table -> lines.add(cells(table)));
        int[] widths = new int[TITLES.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        String page = lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining("\n"));
        String reasons = tables.stream()
                .map(StatusPage::reason)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.joining("\n"));
        return reasons.isEmpty() ? page : page + "\n\n" + reasons;
    }

    private static List<String> cells(TableStatus status) {
        if (status instanceof TableStatus.Mirrored table) {
            return List.of(
                    table.table(),
                    state(table),
                    table.rows().isPresent() ? Long.toString(table.rows().getAsLong()) : "unknown",
                    table.committedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    table.lag().map(CopyText::duration).orElse("unknown"),
                    position(table.vgtid()));
        }
        return List.of(
                status.table(), status instanceof TableStatus.Empty ? "empty" : "unreadable", "-", "-", "-", "-");
    }

    private static String state(TableStatus.Mirrored table) {
        String name = stateName(table.state());
        return table.state() instanceof TableState.Copying && table.copy().isPresent()
                ? name + " " + CopyText.progress(table.copy().get())
                : name;
    }

    private static String reason(TableStatus status) {
        if (status instanceof TableStatus.Unreadable table) {
            return table.table() + ": " + table.reason() + " [" + table.code() + "]";
        }
        if (status instanceof TableStatus.Mirrored table && table.state() instanceof TableState.Stopped stopped) {
            return table.table() + " stopped at " + stopped.since().truncatedTo(ChronoUnit.SECONDS) + ": "
                    + stopped.reason() + " [" + stopped.code() + "]";
        }
        return "";
    }

    private static String position(Vgtid vgtid) {
        return vgtid.shards().stream()
                .map(shard -> shard + "@" + vgtid.position(shard).gtids())
                .collect(Collectors.joining(" "));
    }

    private static String aligned(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            // The last column needs no padding, and rows line up by their last digit.
            String padded = i == widths.length - 1
                    ? cells.get(i)
                    : String.format(
                            Locale.ROOT,
                            TITLES.get(i).equals("ROWS") ? "%" + widths[i] + "s" : "%-" + widths[i] + "s",
                            cells.get(i));
            line.append(i == 0 ? "" : "  ").append(padded);
        }
        return line.toString();
    }

    private static String stateName(TableState state) {
        if (state instanceof TableState.Stopped) {
            return "stopped";
        }
        return state instanceof TableState.Copying ? "copying" : "running";
    }

    /** An array with one object per table; what is unknown is null. */
    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        try {
            for (TableStatus status : tables) {
                fill(array.addObject(), status, mapper);
            }
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot print status: " + tables, e);
        }
    }

    private static void fill(ObjectNode node, TableStatus status, ObjectMapper mapper) throws JsonProcessingException {
        node.put("table", status.table());
        if (status instanceof TableStatus.Mirrored table) {
            node.put("keyspace", table.source().keyspace());
            node.put("source_table", table.source().table());
            node.put("state", stateName(table.state()));
            if (table.state() instanceof TableState.Stopped stopped) {
                node.put("code", stopped.code());
                node.put("reason", stopped.reason());
                node.put("since", stopped.since().toString());
            }
            node.put("rows", table.rows().isPresent() ? (Long) table.rows().getAsLong() : null);
            if (table.copy().isPresent()) {
                CopyCount copy = table.copy().get();
                node.put("copied_rows", copy.rows());
                node.put("estimated_rows", copy.estimatedRows() > 0 ? (Long) copy.estimatedRows() : null);
                node.put(
                        "copied_percent",
                        copy.percent().isPresent() ? (Integer) copy.percent().getAsInt() : null);
            }
            node.put("checkpoint_at", table.committedAt().toString());
            node.put("lag_ms", table.lag().map(Duration::toMillis).orElse(null));
            node.set("vgtid", mapper.readTree(table.vgtidJson()));
        } else if (status instanceof TableStatus.Unreadable table) {
            node.put("state", "unreadable").put("code", table.code()).put("reason", table.reason());
        } else {
            node.put("state", "empty");
        }
    }
}
