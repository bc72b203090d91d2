package io.vitesslake.replay;

import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtrpc;
import io.vitesslake.source.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Answers the few statements by which a client learns shards, tables, keys and vindexes, recognised by their text. Column orders are
 * those of VTGate 24. Immutable; any thread.
 */
final class ReplayCatalog {

    private static final String VINDEXES_ON = "show vschema vindexes on ";
    private static final String PLAN_OF = "vexplain plan select 1 from ";

    private final RecordedKeyspace keyspace;

    ReplayCatalog(RecordedKeyspace keyspace) {
        this.keyspace = keyspace;
    }

    ExecuteResponse execute(ExecuteRequest request) {
        String text = request.getQuery().getSql().strip();
        String sql = text.toLowerCase(Locale.ROOT);
        if (sql.startsWith(VINDEXES_ON)) {
            return vindexes(text.substring(VINDEXES_ON.length()).replace("`", ""));
        }
        if (sql.startsWith(PLAN_OF)) {
            return plan(text.substring(PLAN_OF.length()).replace("`", ""));
        }
        if (sql.startsWith("show vitess_shards")) {
            return rows(
                    List.of("Shards"),
                    keyspace.shards().stream()
                            .map(shard -> List.of(keyspace.name() + "/" + shard))
                            .toList());
        }
        if (sql.startsWith("show vitess_tablets")) {
            return tablets();
        }
        if (sql.startsWith("show vschema keyspaces")) {
            return rows(
                    List.of("Keyspace", "Sharded", "Foreign Key", "Comment"),
                    List.of(List.of(keyspace.name(), Boolean.toString(sharded()), "unmanaged", "")));
        }
        if (sql.startsWith("show vschema tables")) {
            return rows(
                    List.of("Tables"),
                    keyspace.tables().stream().map(info -> List.of(info.name())).toList());
        }
        return informationSchema(sql);
    }

    private ExecuteResponse informationSchema(String sql) {
        if (sql.contains("column_comment")) {
            return rows(List.of("COLUMN_NAME", "COLUMN_COMMENT"), List.of());
        }
        if (sql.startsWith("select table_comment ")) {
            return rows(List.of("TABLE_COMMENT"), List.of());
        }
        if (sql.contains("from information_schema.tables")) {
            return tables();
        }
        if (sql.contains("from information_schema.columns") && sql.contains("data_type in (")) {
            return rows(List.of("TABLE_NAME", "COLUMN_NAME"), ofTables(ReplayCatalog::misorderedColumns));
        }
        if (sql.contains("from information_schema.statistics")) {
            return rows(
                    List.of("TABLE_NAME", "INDEX_NAME", "COLUMN_NAME", "SUB_PART", "NULLABLE"),
                    ofTables(ReplayCatalog::indexes));
        }
        if (sql.contains("from information_schema.referential_constraints")) {
            return rows(
                    List.of("TABLE_NAME", "DELETE_RULE", "UPDATE_RULE"),
                    ofTables(table -> table.cascadingForeignKey()
                            ? List.of(List.of(table.name(), "CASCADE", "CASCADE"))
                            : List.of()));
        }
        return error(Vtrpc.Code.UNIMPLEMENTED, "this replay has no answer to: " + sql);
    }

    private List<List<String>> ofTables(Function<TableInfo, List<List<String>>> rows) {
        return keyspace.tables().stream()
                .flatMap(table -> rows.apply(table).stream())
                .toList();
    }

    private Optional<TableInfo> table(String name) {
        return keyspace.tables().stream()
                .filter(info -> info.name().equals(name))
                .findFirst();
    }

    private boolean sharded() {
        return keyspace.tables().stream().anyMatch(info -> !info.vindexColumns().isEmpty());
    }

    private ExecuteResponse tables() {
        int shards = keyspace.shards().size();
        return rows(
                List.of("TABLE_NAME", "TABLE_ROWS", "ENGINE", "TABLE_COMMENT"),
                keyspace.tables().stream()
                        .map(info -> List.of(
                                info.name(),
                                // VTGate asks one shard, and so tells the estimate of one shard.
                                Long.toString(
                                        info.vschemaType() == TableInfo.VschemaType.REFERENCE
                                                ? info.estimatedRows()
                                                : info.estimatedRows() / shards),
                                info.engine(),
                                info.vschemaType() == TableInfo.VschemaType.SEQUENCE ? "vitess_sequence" : ""))
                        .toList());
    }

    private ExecuteResponse tablets() {
        List<List<String>> tablets = new ArrayList<>();
        for (String shard : keyspace.shards()) {
            for (String type : List.of("PRIMARY", "REPLICA")) {
                tablets.add(List.of(
                        "replay",
                        keyspace.name(),
                        shard,
                        type,
                        "SERVING",
                        "replay-" + tablets.size(),
                        "localhost",
                        ""));
            }
        }
        return rows(
                List.of(
                        "Cell",
                        "Keyspace",
                        "Shard",
                        "TabletType",
                        "State",
                        "Alias",
                        "Hostname",
                        "PrimaryTermStartTime"),
                tablets);
    }

    private ExecuteResponse vindexes(String name) {
        Optional<TableInfo> table = table(name).filter(info -> info.vschemaType() != TableInfo.VschemaType.ABSENT);
        if (table.isEmpty()) {
            return error(
                    Vtrpc.Code.NOT_FOUND,
                    "VT05005: table '" + name + "' does not exist in keyspace '" + keyspace.name() + "'");
        }
        List<String> columns = table.get().vindexColumns();
        List<List<String>> vindexes =
                columns.isEmpty() ? List.of() : List.of(List.of(String.join(", ", columns), "hash", "xxhash", "", ""));
        return rows(List.of("Columns", "Name", "Type", "Params", "Owner"), vindexes);
    }

    /** Unique indexes: the primary key, then the others; table, name, column, no prefix length, not nullable. */
    private static List<List<String>> indexes(TableInfo table) {
        TreeMap<String, List<String>> indexes = new TreeMap<>();
        if (!table.primaryKey().isEmpty()) {
            indexes.put("PRIMARY", table.primaryKey());
        }
        table.notNullUniqueKeys().forEach(key -> indexes.put(key.name(), key.columns()));
        List<List<String>> rows = new ArrayList<>();
        indexes.forEach(
                (name, columns) -> columns.forEach(column -> rows.add(List.of(table.name(), name, column, "", ""))));
        return rows;
    }

    /** Table and key column, of those by which a copy cannot be resumed. */
    private static List<List<String>> misorderedColumns(TableInfo table) {
        if (table.resumableCopy()) {
            return List.of();
        }
        return Stream.concat(
                        table.primaryKey().stream(),
                        table.notNullUniqueKeys().stream().flatMap(key -> key.columns().stream()))
                .distinct()
                .map(column -> List.of(table.name(), column))
                .toList();
    }

    private ExecuteResponse plan(String name) {
        boolean reference = table(name)
                .filter(info -> info.vschemaType() == TableInfo.VschemaType.REFERENCE)
                .isPresent();
        String variant = reference ? "Reference" : "EqualUnique";
        return rows(
                List.of("JSON"),
                List.of(List.of("{\n\t\"OperatorType\": \"Route\",\n\t\"Variant\": \"" + variant + "\"\n}")));
    }

    private static ExecuteResponse rows(List<String> columns, List<List<String>> rows) {
        Query.QueryResult.Builder result = Query.QueryResult.newBuilder();
        columns.forEach(column ->
                result.addFields(Query.Field.newBuilder().setName(column).setType(Query.Type.VARCHAR)));
        for (List<String> values : rows) {
            Query.Row.Builder row = result.addRowsBuilder();
            ByteString joined = ByteString.EMPTY;
            for (String value : values) {
                ByteString bytes = ByteString.copyFromUtf8(value);
                row.addLengths(bytes.size());
                joined = joined.concat(bytes);
            }
            row.setValues(joined);
        }
        return ExecuteResponse.newBuilder().setResult(result).build();
    }

    private static ExecuteResponse error(Vtrpc.Code code, String message) {
        return ExecuteResponse.newBuilder()
                .setError(Vtrpc.RPCError.newBuilder().setCode(code).setMessage(message))
                .build();
    }
}
