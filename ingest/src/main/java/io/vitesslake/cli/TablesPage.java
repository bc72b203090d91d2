package io.vitesslake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.cli.TablePreview.PreviewedColumn;
import io.vitesslake.cli.TablePreview.Refusal;
import io.vitesslake.cli.TablePreview.Role;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code tables} prints, for people and for scripts.
 *
 * @param withColumns whether the columns of each table are told as well
 */
record TablesPage(List<TablePreview> tables, boolean withColumns) {

    private static final String ROWS = "ESTIMATED ROWS";

    /** A line for each table, and below them why some are refused, and the columns. */
    String text() {
        AlignedLines lines = new AlignedLines(List.of("TABLE", "TARGET", "KEY", ROWS, "CHECKS"), Set.of(ROWS));
        for (TablePreview table : tables) {
            lines.add(List.of(
                    table.table(),
                    table.target(),
                    table.key().isEmpty() ? "-" : String.join(", ", table.key()),
                    rows(table.rows()),
                    table.refusal()
                            .map(refusal -> "refused: " + refusal.error().reason())
                            .orElse("ok")));
        }
        String notes = tables.stream()
                .flatMap(table -> table.refusal().stream())
                .map(refusal -> refusal.error().getMessage())
                .collect(Collectors.joining("\n"));
        Stream<String> columns = withColumns
                ? tables.stream().filter(table -> !table.columns().isEmpty()).map(TablesPage::columns)
                : Stream.empty();
        return Stream.concat(Stream.of(lines.toString(), notes), columns)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n\n"));
    }

    private static String columns(TablePreview table) {
        AlignedLines lines = new AlignedLines(List.of(table.table(), "MYSQL", "LAKE", ""), Set.of());
        for (PreviewedColumn column : table.columns()) {
            lines.add(List.of(
                    "  " + column.name(), column.type(), column.lakeType().orElse("-"), remark(column.role())));
        }
        return lines.toString().replaceAll("(?m) +$", "");
    }

    private static String remark(Role role) {
        return switch (role) {
            case KEY -> "key";
            case VALUE -> "";
            case EXCLUDED -> "excluded";
            case UNSUPPORTED -> "not supported";
        };
    }

    private static String rows(OptionalLong rows) {
        return rows.isPresent() ? String.format(Locale.ROOT, "%,d", rows.getAsLong()) : "?";
    }

    /** An array with one object per table; what is unknown is null. */
    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        tables.forEach(table -> fill(array.addObject(), table));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot print tables: " + tables, e);
        }
    }

    private void fill(ObjectNode node, TablePreview table) {
        node.put("table", table.table()).put("target", table.target());
        node.put("state", table.refusal().isPresent() ? "refused" : "ok");
        table.refusal()
                .map(Refusal::error)
                .ifPresent(error -> node.put("code", error.reason()).put("reason", error.getMessage()));
        ArrayNode key = node.putArray("key");
        table.key().forEach(key::add);
        node.put(
                "estimated_rows", table.rows().isPresent() ? (Long) table.rows().getAsLong() : null);
        if (withColumns) {
            ArrayNode columns = node.putArray("columns");
            for (PreviewedColumn column : table.columns()) {
                columns.addObject()
                        .put("name", column.name())
                        .put("mysql_type", column.type())
                        .put("lake_type", column.lakeType().orElse(null))
                        .put("role", column.role().name().toLowerCase(Locale.ROOT));
            }
        }
    }
}
