package io.vitesslake.scenario;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.vitess.proto.Query;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The events of one shard as comparable text: transactions are numbered from the start of the script, times are left out, and
 * copy packets in a row are one, because their sizes are a tablet's own choice.
 */
final class ShardLines {

    private final GtidSet before;
    private final List<String> lines = new ArrayList<>();
    private String copying = "";
    private long firstCopied;
    private long lastCopied;
    private int copied;

    /** @param before transactions older than the script */
    ShardLines(GtidSet before) {
        this.before = before;
    }

    void title(String title) {
        endPackets();
        lines.add(title);
    }

    /** A whole transaction, or another event with its position before it. */
    void add(List<VEvent> events) {
        if (isPacket(events)) {
            packet(events);
            return;
        }
        if (events.stream().noneMatch(ShardLines::isCopiedRow)) {
            endPackets();
            events.forEach(event -> lines.add("  " + text(event)));
            return;
        }
        // The first packet: what precedes its rows is told, the rest is a packet.
        endPackets();
        int rows = 0;
        while (!isCopiedRow(events.get(rows))) {
            lines.add("  " + text(events.get(rows++)));
        }
        packet(events.subList(rows, events.size()));
    }

    List<String> lines() {
        endPackets();
        return lines;
    }

    private static boolean isPacket(List<VEvent> events) {
        return events.size() > 1
                && events.get(0).getType() == VEventType.BEGIN
                && isCopiedRow(events.get(1))
                && !isLogged(events.get(0));
    }

    private void packet(List<VEvent> events) {
        for (VEvent event : events) {
            if (event.getType() == VEventType.ROW) {
                for (RowChange change : event.getRowEvent().getRowChangesList()) {
                    lastCopied = Long.parseLong(values(change.getAfter()).get(0));
                    firstCopied = copied == 0 ? lastCopied : firstCopied;
                    copied++;
                }
            } else if (event.getType() == VEventType.VGTID) {
                copying = text(event);
            } else if (event.getType() != VEventType.BEGIN && event.getType() != VEventType.COMMIT || isLogged(event)) {
                throw new AssertionError("Not an event of a copy packet: " + event);
            }
        }
    }

    private void endPackets() {
        if (copied > 0) {
            lines.add("  ROW copied " + copied + " rows " + firstCopied + " to " + lastCopied);
            lines.add("  " + copying);
            lines.add("  COMMIT");
            copied = 0;
        }
    }

    private static boolean isCopiedRow(VEvent event) {
        return event.getType() == VEventType.ROW && !isLogged(event);
    }

    private static boolean isLogged(VEvent event) {
        if (event.getTimestamp() == 0 != event.getEventGtid().isEmpty()) {
            throw new AssertionError("A time without a transaction, or the reverse: " + event);
        }
        return event.getTimestamp() != 0;
    }

    private String text(VEvent event) {
        return switch (event.getType()) {
            case VGTID -> "VGTID " + position(own(event));
            case FIELD -> "FIELD " + origin(event) + " " + fields(event.getFieldEvent());
            case ROW -> "ROW " + origin(event) + " " + event.getRowEvent().getTableName() + rows(event);
            default -> event.getType() + (isLogged(event) ? " logged" : "");
        };
    }

    private static String origin(VEvent event) {
        return isLogged(event) ? "logged" : "copied";
    }

    private static ShardGtid own(VEvent event) {
        return event.getVgtid().getShardGtidsList().stream()
                .filter(shard -> shard.getShard().equals(event.getShard()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("A position without the shard it is of: " + event));
    }

    private String position(ShardGtid shard) {
        String gtids = shard.getGtid().isEmpty()
                ? "nothing"
                : "+" + GtidSet.parse(shard.getGtid()).minus(before).size();
        return gtids
                + shard.getTablePKsList().stream()
                        .map(ShardLines::lastKey)
                        .sorted()
                        .collect(Collectors.joining());
    }

    private static String lastKey(TableLastPK table) {
        return " " + table.getTableName()
                + (table.hasLastpk()
                        ? "@" + String.join(",", values(table.getLastpk().getRows(0)))
                        : "@start");
    }

    private static String fields(FieldEvent event) {
        return event.getTableName()
                + event.getFieldsList().stream()
                        .map(field -> field.getName() + " " + field.getType())
                        .collect(Collectors.joining(", ", "(", ")"))
                + (event.getEnumSetStringValues() ? " with names of enum values" : "");
    }

    private static String rows(VEvent event) {
        return event.getRowEvent().getRowChangesList().stream()
                .map(change -> " " + (change.hasBefore() ? values(change.getBefore()) : "[]") + "->"
                        + (change.hasAfter() ? values(change.getAfter()) : "[]"))
                .collect(Collectors.joining());
    }

    static List<String> values(Query.Row row) {
        List<String> values = new ArrayList<>();
        int from = 0;
        for (long length : row.getLengthsList()) {
            int size = (int) Math.max(0, length);
            values.add(
                    length < 0
                            ? "NULL"
                            : row.getValues().substring(from, from + size).toStringUtf8());
            from += size;
        }
        return values;
    }
}
