package io.vitesslake.sim;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitess.proto.Query.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the events of one shard.
 *
 * @param named whether events carry the GTID of their transaction, as since v23
 */
record SimEvents(SimShard shard, boolean named) {

    VEvent bare(VEventType type) {
        return VEvent.newBuilder()
                .setType(type)
                .setKeyspace(SimKeyspace.NAME)
                .setShard(shard.name())
                .build();
    }

    VEvent vgtid(VGtid vgtid) {
        return bare(VEventType.VGTID).toBuilder().setVgtid(vgtid).build();
    }

    VEvent logged(VEventType type, SimTransaction transaction) {
        return stamp(bare(type).toBuilder(), transaction);
    }

    VEvent ddl(SimTransaction transaction) {
        VEvent event = logged(VEventType.DDL, transaction);
        return event.toBuilder().setStatement(transaction.ddl().statement()).build();
    }

    /** @param told what the tablet takes the columns for */
    VEvent loggedFields(SimTable table, List<SimColumn> told, SimTransaction transaction) {
        return stamp(fields(table, told, false), transaction);
    }

    /**
     * @param changes of one table
     * @param told what the tablet takes its columns for
     */
    VEvent loggedRows(List<SimTransaction.Change> changes, List<SimColumn> told, SimTransaction transaction) {
        SimTable table = changes.get(0).table();
        List<RowChange> rows = new ArrayList<>();
        for (SimTransaction.Change change : changes) {
            RowChange.Builder row = RowChange.newBuilder();
            if (change.before() != null) {
                row.setBefore(row(table, logged(table, told, change.before())));
            }
            if (change.after() != null) {
                row.setAfter(row(table, logged(table, told, change.after())));
            }
            rows.add(row.build());
        }
        return stamp(rows(table, rows), transaction);
    }

    VEvent copiedFields(SimTable table) {
        return fields(table, table.columns(), true).build();
    }

    VEvent copiedRow(SimTable table, String[] row) {
        return rows(
                        table,
                        List.of(RowChange.newBuilder()
                                .setAfter(row(table, copied(table, row)))
                                .build()))
                .build();
    }

    QueryResult lastKey(SimTable table, String[] row) {
        Query.Row.Builder values = Query.Row.newBuilder();
        QueryResult.Builder result = QueryResult.newBuilder();
        ByteString bytes = ByteString.EMPTY;
        List<SimColumn> columns = table.primaryColumns();
        List<String> key = table.key(row);
        for (int i = 0; i < columns.size(); i++) {
            result.addFields(columns.get(i).field(true));
            ByteString text = ByteString.copyFromUtf8(columns.get(i).copied(key.get(i)));
            values.addLengths(text.size());
            bytes = bytes.concat(text);
        }
        return result.addRows(values.setValues(bytes)).build();
    }

    /** The key that {@link #lastKey} told. */
    static List<String> key(SimTable table, QueryResult told) {
        Query.Row row = told.getRows(0);
        if (told.getFieldsCount() != table.primaryColumns().size()) {
            throw new IllegalArgumentException("A last key without fields: " + told);
        }
        List<String> key = new ArrayList<>();
        int from = 0;
        for (SimColumn column : table.primaryColumns()) {
            int length = (int) row.getLengths(key.size());
            key.add(column.fromCopied(
                    row.getValues().substring(from, from + length).toStringUtf8()));
            from += length;
        }
        return key;
    }

    private VEvent stamp(VEvent.Builder event, SimTransaction transaction) {
        event.setTimestamp(transaction.seconds());
        if (named) {
            event.setEventGtid(transaction.gtid());
        }
        return event.build();
    }

    private VEvent.Builder fields(SimTable table, List<SimColumn> told, boolean copied) {
        Set<String> primary =
                table.primaryColumns().stream().map(SimColumn::name).collect(Collectors.toSet());
        FieldEvent.Builder fields = FieldEvent.newBuilder()
                .setTableName(table.name())
                .setKeyspace(SimKeyspace.NAME)
                .setShard(shard.name())
                .setEnumSetStringValues(copied);
        told.forEach(column -> fields.addFields(column.field(primary.contains(column.name()))));
        return bare(VEventType.FIELD).toBuilder().setFieldEvent(fields);
    }

    private VEvent.Builder rows(SimTable table, List<RowChange> changes) {
        return bare(VEventType.ROW).toBuilder()
                .setRowEvent(RowEvent.newBuilder()
                        .setTableName(table.name())
                        .setKeyspace(SimKeyspace.NAME)
                        .setShard(shard.name())
                        .addAllRowChanges(changes));
    }

    private static String[] copied(SimTable table, String[] values) {
        String[] texts = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = table.columns().get(i).copied(values[i]);
        }
        return texts;
    }

    /** As the tablet formats them. The binlog holds the number of a label, which may be another label's by now. */
    private static String[] logged(SimTable table, List<SimColumn> told, String[] values) {
        String[] texts = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            SimColumn column = table.columns().get(i);
            SimColumn.Kind now = told.get(i).kind();
            texts[i] = now.isEnum() && now != column.kind() && values[i] != null
                    ? now.labels().get(column.kind().labels().indexOf(values[i]))
                    : column.logged(values[i]);
        }
        return texts;
    }

    private static Query.Row row(SimTable table, String[] texts) {
        Query.Row.Builder row = Query.Row.newBuilder();
        ByteString bytes = ByteString.EMPTY;
        for (int i = 0; i < texts.length; i++) {
            SimColumn column = table.columns().get(i);
            ByteString value = texts[i] == null ? null : ByteString.copyFrom(column.bytes(texts[i]));
            row.addLengths(value == null ? -1 : value.size());
            bytes = value == null ? bytes : bytes.concat(value);
        }
        return row.setValues(bytes).build();
    }
}
