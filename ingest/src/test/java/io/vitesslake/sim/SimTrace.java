package io.vitesslake.sim;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VGtid;
import io.vitess.proto.Query;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What happened, in words; kept only when asked for. */
final class SimTrace {

    private static final int MOST = 4000;

    private final boolean kept;
    private final Deque<String> lines = new ArrayDeque<>();

    SimTrace(boolean kept) {
        this.kept = kept;
    }

    synchronized void add(Supplier<String> line) {
        if (kept) {
            lines.add(line.get());
            if (lines.size() > MOST) {
                lines.remove();
            }
        }
    }

    static String text(List<VEvent> events) {
        return events.stream().map(SimTrace::text).collect(Collectors.joining(", ", "[", "]"));
    }

    static String text(VGtid vgtid) {
        return vgtid.getShardGtidsList().stream().map(SimTrace::text).collect(Collectors.joining(" "));
    }

    private static String text(ShardGtid shard) {
        String keys = shard.getTablePKsList().stream()
                .map(table -> table.getTableName()
                        + (table.hasLastpk()
                                ? ">" + table.getLastpk().getRows(0).getValues().toStringUtf8()
                                : "@start"))
                .collect(Collectors.joining(","));
        return shard.getShard() + "=" + shard.getGtid().replace("-0000-0000-0000-", "~")
                + (keys.isEmpty() ? "" : "{" + keys + "}");
    }

    private static String text(VEvent event) {
        String where = event.getShard() + (event.getTimestamp() == 0 ? " copy" : "");
        return switch (event.getType()) {
            case VGTID -> "VGTID " + text(event.getVgtid());
            case ROW ->
                "ROW " + where + " " + event.getRowEvent().getTableName() + " "
                        + event.getRowEvent().getRowChangesList().stream()
                                .map(SimTrace::text)
                                .collect(Collectors.joining("; "));
            case FIELD ->
                "FIELD " + where + " " + event.getFieldEvent().getTableName() + " "
                        + event.getFieldEvent().getFieldsList().stream()
                                .map(field -> field.getName() + " " + field.getColumnType()
                                        + (field.getFlags() % 2 == 0 ? "?" : ""))
                                .collect(Collectors.joining(", ", "(", ")"));
            case DDL -> "DDL " + where + " " + event.getStatement();
            default -> event.getType() + " " + where;
        };
    }

    private static String text(RowChange change) {
        return (change.hasBefore() ? text(change.getBefore()) : "") + "->"
                + (change.hasAfter() ? text(change.getAfter()) : "");
    }

    private static String text(Query.Row row) {
        StringBuilder text = new StringBuilder("(");
        int from = 0;
        for (long length : row.getLengthsList()) {
            text.append(text.length() > 1 ? "," : "");
            text.append(
                    length < 0
                            ? "null"
                            : row.getValues()
                                    .substring(from, from + (int) length)
                                    .toStringUtf8());
            from += (int) Math.max(0, length);
        }
        return text.append(')').toString();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
