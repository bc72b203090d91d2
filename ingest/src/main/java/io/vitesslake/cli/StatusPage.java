package io.vitesslake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.mirror.CopyCursor;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Vgtid;
import io.vitesslake.status.TableStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The status of all tables as text for people and as JSON for scripts. */
record StatusPage(List<TableStatus> tables) {

    private static final List<String> TITLES = List.of("TABLE", "STATE", "ROWS", "CHECKPOINT", "LAG", "POSITION");

    /** One line per table, columns aligned; below them what else is to be known of each. */
    String text() {
        if (tables.isEmpty()) {
            return "The lake has no tables yet.";
        }
        AlignedLines lines = new AlignedLines(TITLES, Set.of("ROWS"));
        tables.forEach(table -> lines.add(cells(table)));
        String page = lines.toString();
        String notes = tables.stream().flatMap(table -> notes(table).stream()).collect(Collectors.joining("\n"));
        return notes.isEmpty() ? page : page + "\n\n" + notes;
    }

    private static List<String> cells(TableStatus status) {
        if (status instanceof TableStatus.Mirrored table) {
            return List.of(
                    table.table(),
                    state(table),
                    table.cursor().rows().isPresent()
                            ? Long.toString(table.cursor().rows().getAsLong())
                            : "unknown",
                    table.committedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    table.lag().map(CopyText::duration).orElse("unknown"),
                    position(table.cursor().vgtid()));
        }
        return List.of(
                status.table(), status instanceof TableStatus.Empty ? "empty" : "unreadable", "-", "-", "-", "-");
    }

    private static String state(TableStatus.Mirrored table) {
        String now = table.state() instanceof TableState.Stopped stopped ? stopped.word() : state(table.cursor());
        return table.newCopy()
                .map(copy -> now + "; new copy "
                        + copy.begun().map(StatusPage::progress).orElse("asked for"))
                .orElse(now);
    }

    private static String state(TableCursor cursor) {
        String name = cursor.state().word();
        return cursor.copy()
                .count()
                .filter(count -> cursor.state() instanceof TableState.Copying)
                .map(count -> name + " " + CopyText.progress(count))
                .orElse(name);
    }

    private static String progress(TableCursor newCopy) {
        return newCopy.copy().count().map(CopyText::progress).orElse("complete");
    }

    private static List<String> notes(TableStatus status) {
        List<String> notes = new ArrayList<>();
        if (status instanceof TableStatus.Unreadable table) {
            notes.add(table.table() + ": " + table.reason() + " [" + table.code() + "]");
        } else if (status instanceof TableStatus.Mirrored table) {
            addNotes(table, notes);
        }
        return notes;
    }

    private static void addNotes(TableStatus.Mirrored table, List<String> notes) {
        if (table.state() instanceof TableState.Stopped stopped) {
            notes.add(table.table() + " " + stopped.word() + " at "
                    + stopped.since().truncatedTo(ChronoUnit.SECONDS) + ": " + stopped.reason() + " [" + stopped.code()
                    + "]");
        }
        restarts(table.table() + ": the copy", table.cursor()).ifPresent(notes::add);
        addLosses(table.table() + ": ", table.cursor(), notes);
        addLags(table.table() + ": ", table.cursor(), notes);
        for (ForeignChange change : table.foreignChanges()) {
            notes.add(table.table()
                    + ": changed by others, so that it may differ from the source until it is copied again"
                    + " (vitesslake recopy " + table.source().table() + "): " + change.describe());
        }
        table.newCopy().flatMap(TableStatus.NewCopy::begun).ifPresent(copy -> {
            restarts(table.table() + ": the new copy", copy).ifPresent(notes::add);
            addLosses(table.table() + ": the new copy: ", copy, notes);
            addLags(table.table() + ": the new copy: ", copy, notes);
        });
        if (!table.sixDigitColumns().isEmpty()) {
            String columns = table.sixDigitColumns().size() == 1 ? "column " : "columns ";
            notes.add(table.table() + ": " + columns + String.join(", ", table.sixDigitColumns())
                    + ": copied values of FLOAT have six digits");
        }
    }

    private static void addLosses(String of, TableCursor cursor, List<String> notes) {
        for (Loss loss : cursor.losses().losses()) {
            String values = loss.count() == 1 ? "value" : "values";
            String what = loss.kind().meaning();
            notes.add(String.format(
                    Locale.ROOT, "%s%,d %s of column %s lost: %s", of, loss.count(), values, loss.column(), what));
        }
    }

    private static void addLags(String of, TableCursor cursor, List<String> notes) {
        cursor.lagging().lags().forEach((shard, lag) -> {
            GtidSet behind = lag.behind();
            String transactions = behind.size() == 1 ? "transaction" : "transactions";
            String lacking = behind.isEmpty()
                    ? "its copy lacks rows"
                    : String.format(Locale.ROOT, "its MySQL has %,d %s more: %s", behind.size(), transactions, behind);
            notes.add(of + "nothing comes from shard " + shard + " since "
                    + lag.since().truncatedTo(ChronoUnit.SECONDS) + ", though " + lacking
                    + ". Look at its tablet: replication, throttling");
        });
    }

    private static Optional<String> restarts(String what, TableCursor cursor) {
        CopyCursor copy = cursor.copy();
        return copy.restarts() == 0
                ? Optional.empty()
                : Optional.of(
                        what + " started anew " + copy.restarts() + " times, last because " + copy.restartReason());
    }

    private static String position(Vgtid vgtid) {
        return vgtid.shards().stream()
                .map(shard -> shard + "@" + vgtid.position(shard).gtids())
                .collect(Collectors.joining(" "));
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
            node.put("state", table.state().word());
            if (table.state() instanceof TableState.Stopped stopped) {
                node.put("code", stopped.code());
                node.put("reason", stopped.reason());
                node.put("since", stopped.since().toString());
            }
            node.put(
                    "rows",
                    table.cursor().rows().isPresent()
                            ? (Long) table.cursor().rows().getAsLong()
                            : null);
            fill(node, table.cursor().copy());
            if (table.newCopy().isPresent()) {
                ObjectNode newCopy = node.putObject("new_copy");
                table.newCopy().get().begun().ifPresent(begun -> {
                    fill(newCopy, begun.copy());
                    fillLosses(newCopy, begun);
                    fillLags(newCopy, begun);
                });
            }
            fillLosses(node, table.cursor());
            fillLags(node, table.cursor());
            fillForeignChanges(node, table.foreignChanges());
            table.sixDigitColumns()
                    .forEach(column ->
                            node.withArrayProperty("six_digit_columns").add(column));
            node.put("checkpoint_at", table.committedAt().toString());
            node.put("data_files", table.files().dataFiles());
            node.put("delete_files", table.files().deleteFiles());
            node.put("lag_ms", table.lag().map(Duration::toMillis).orElse(null));
            node.set("vgtid", mapper.readTree(table.vgtidJson()));
        } else if (status instanceof TableStatus.Unreadable table) {
            node.put("state", "unreadable").put("code", table.code()).put("reason", table.reason());
        } else {
            node.put("state", "empty");
        }
    }

    private static void fillForeignChanges(ObjectNode node, List<ForeignChange> changes) {
        for (ForeignChange change : changes) {
            ObjectNode entry = node.withArrayProperty("foreign_changes").addObject();
            entry.put("snapshot", change.snapshotId());
            entry.put("operation", change.operation());
            entry.put("at", change.committedAt().toString());
            entry.put("engine", change.engine());
            if (change.operation().equals("replace")) {
                OptionalLong rows = change.returnedRows();
                entry.put("returned_rows", rows.isPresent() ? (Long) rows.getAsLong() : null);
            }
        }
    }

    private static void fillLosses(ObjectNode node, TableCursor cursor) {
        for (Loss loss : cursor.losses().losses()) {
            node.withArrayProperty("lost_values")
                    .addObject()
                    .put("column", loss.column())
                    .put("kind", loss.kind().word())
                    .put("count", loss.count());
        }
    }

    private static void fillLags(ObjectNode node, TableCursor cursor) {
        cursor.lagging().lags().forEach((shard, lag) -> {
            ObjectNode entry = node.withArrayProperty("lagging_shards").addObject();
            entry.put("shard", shard.name());
            entry.put("since", lag.since().toString());
            if (!lag.behind().isEmpty()) {
                entry.put("behind", lag.behind().toString());
                entry.put("behind_transactions", lag.behind().size());
            }
        });
    }

    private static void fill(ObjectNode node, CopyCursor cursor) {
        cursor.count().ifPresent(copy -> {
            node.put("copied_rows", copy.rows());
            node.put("estimated_rows", copy.estimatedRows() > 0 ? (Long) copy.estimatedRows() : null);
            node.put(
                    "copied_percent",
                    copy.percent().isPresent() ? (Integer) copy.percent().getAsInt() : null);
        });
        if (cursor.restarts() > 0) {
            node.put("copy_restarts", cursor.restarts());
            node.put("copy_restart_reason", cursor.restartReason());
        }
    }
}
