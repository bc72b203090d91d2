package io.vitesslake.source.vstream;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.source.TabletType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One keyspace, asked for through VTGate alone: SHOW statements of VTGate and information_schema, which it answers from
 * one shard. No state; every call asks anew.
 */
final class VtgateCatalog implements KeyspaceCatalog {

    private static final String PRIMARY = "PRIMARY";

    // Their order in MySQL is not that of the text by which VTGate names the last key: ENUM, SET and BIT are sorted by
    // number, FLOAT and DOUBLE are printed with too few digits. Measured with 60 kinds of keys, each copy cut at every
    // packet.
    private static final Set<String> MISORDERED = Set.of("enum", "set", "bit", "float", "double");

    private static final Pattern REFERENCE_PLAN = Pattern.compile("\"Variant\":\\s*\"Reference\"");

    private final VtgateQueries queries;
    private final String keyspace;

    VtgateCatalog(VtgateQueries queries, String keyspace) {
        this.queries = queries;
        this.keyspace = keyspace;
    }

    @Override
    public List<Shard> shards() {
        String prefix = keyspace + "/";
        List<String> all = queries.rows("", "show vitess_shards", Map.of()).stream()
                .map(row -> row.get(0))
                .toList();
        List<Shard> mine = all.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> new Shard(keyspace, name.substring(prefix.length())))
                .sorted()
                .toList();
        if (mine.isEmpty()) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unknown-keyspace",
                    "Cannot find keyspace " + keyspace + ": VTGate serves the shards " + all
                            + ". Check source.keyspace and source.vtgate.");
        }
        return mine;
    }

    @Override
    public boolean sharded() {
        return vschemaKeyspace().sharded || shards().size() > 1;
    }

    @Override
    public List<String> baseTables() {
        return tableRows().stream()
                .map(row -> row.get(0))
                .filter(name -> !name.startsWith("_vt_"))
                .sorted()
                .toList();
    }

    @Override
    public TableInfo table(String name) {
        List<String> row = tableRows().stream()
                .filter(candidate -> candidate.get(0).equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.SOURCE,
                        "unknown-table",
                        "Cannot find base table " + name + " in keyspace " + keyspace
                                + ". Check source.tables; views cannot be mirrored."));
        Map<String, List<IndexPart>> indexes = indexes(name);
        VschemaEntry entry = vschemaEntry(name, row.get(3));
        return new TableInfo(
                name,
                columns(indexes.getOrDefault(PRIMARY, List.of())),
                notNullUniqueKeys(indexes),
                entry.vindexColumns,
                entry.type,
                cascades(name),
                parseEstimate(row.get(1)) * (entry.type == VschemaType.REFERENCE ? 1 : shards().size()),
                row.get(2),
                resumable(name, indexes));
    }

    @Override
    public boolean servesEverywhere(TabletType type) {
        Set<Shard> serving = queries.rows("", "show vitess_tablets", Map.of()).stream()
                // Cell, Keyspace, Shard, TabletType, State, …
                .filter(row -> row.get(3).equals(type.name()) && row.get(4).equals("SERVING"))
                .map(row -> new Shard(row.get(1), row.get(2)))
                .collect(Collectors.toSet());
        return serving.containsAll(shards());
    }

    @Override
    public boolean hasDefault(String table, String column) {
        return queries.rows(
                        keyspace,
                        "select column_name from information_schema.columns"
                                + " where table_schema = :keyspace and table_name = :tbl and column_name = :col"
                                + " and column_default is null and extra not like '%GENERATED%'",
                        Map.of("keyspace", keyspace, "tbl", table, "col", column))
                .isEmpty();
    }

    private record IndexPart(String column, boolean prefix, boolean nullable) {}

    private record VschemaKeyspace(boolean sharded, boolean managesForeignKeys) {}

    private record VschemaEntry(VschemaType type, List<String> vindexColumns) {}

    /** Name, estimated rows, engine, comment of every base table. */
    private List<List<String>> tableRows() {
        return queries.rows(
                keyspace,
                "select table_name, table_rows, engine, table_comment from information_schema.tables"
                        + " where table_schema = :keyspace and table_type = 'BASE TABLE'",
                Map.of("keyspace", keyspace));
    }

    /** The unique indexes of a table, parts in key order. */
    private Map<String, List<IndexPart>> indexes(String table) {
        List<List<String>> rows = queries.rows(
                keyspace,
                "select index_name, column_name, sub_part, nullable from information_schema.statistics"
                        + " where table_schema = :keyspace and table_name = :tbl and non_unique = 0"
                        + " order by index_name, seq_in_index",
                Map.of("keyspace", keyspace, "tbl", table));
        Map<String, List<IndexPart>> indexes = new LinkedHashMap<>();
        for (List<String> row : rows) {
            indexes.computeIfAbsent(row.get(0), name -> new ArrayList<>())
                    .add(new IndexPart(
                            row.get(1), !row.get(2).isEmpty(), row.get(3).equals("YES")));
        }
        return indexes;
    }

    private static List<UniqueKey> notNullUniqueKeys(Map<String, List<IndexPart>> indexes) {
        List<UniqueKey> keys = new ArrayList<>();
        indexes.forEach((name, parts) -> {
            // A part without a column is an expression.
            boolean usable = parts.stream().noneMatch(part -> part.prefix || part.nullable || part.column.isEmpty());
            if (usable && !name.equals(PRIMARY)) {
                keys.add(new UniqueKey(name, columns(parts)));
            }
        });
        return keys;
    }

    /** VTGate copies in the order of the primary key, or else of whichever unique key without nullable parts it likes best. */
    private boolean resumable(String table, Map<String, List<IndexPart>> indexes) {
        List<List<IndexPart>> orders = indexes.containsKey(PRIMARY)
                ? List.of(indexes.get(PRIMARY))
                : indexes.values().stream()
                        .filter(parts -> parts.stream().noneMatch(IndexPart::nullable))
                        .toList();
        Map<String, String> types = orders.isEmpty() ? Map.of() : columnTypes(table);
        return !orders.isEmpty()
                && orders.stream().flatMap(List::stream).allMatch(part -> isOrdered(part, types.get(part.column)));
    }

    // A part without a column, an expression, has no type. Texts that differ within a prefix may be equal as a whole,
    // as
    // ß and ss.
    private static boolean isOrdered(IndexPart part, String type) {
        return type != null && !part.prefix && !MISORDERED.contains(type.toLowerCase(Locale.ROOT));
    }

    /** Types by column, without lengths and labels. */
    private Map<String, String> columnTypes(String table) {
        return queries
                .rows(
                        keyspace,
                        "select column_name, data_type from information_schema.columns"
                                + " where table_schema = :keyspace and table_name = :tbl",
                        Map.of("keyspace", keyspace, "tbl", table))
                .stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1)));
    }

    private static List<String> columns(List<IndexPart> parts) {
        return parts.stream().map(IndexPart::column).toList();
    }

    /** Whether the table is the child of a foreign key by which InnoDB itself changes rows, unseen by the binlog. */
    private boolean cascades(String table) {
        List<List<String>> rows = queries.rows(
                keyspace,
                "select delete_rule, update_rule from information_schema.referential_constraints"
                        + " where constraint_schema = :keyspace and table_name = :tbl",
                Map.of("keyspace", keyspace, "tbl", table));
        boolean acts =
                rows.stream().flatMap(List::stream).anyMatch(rule -> rule.equals("CASCADE") || rule.startsWith("SET "));
        return acts && !vschemaKeyspace().managesForeignKeys;
    }

    private VschemaKeyspace vschemaKeyspace() {
        // Keyspace, Sharded, Foreign Key, Comment
        return queries.rows("", "show vschema keyspaces", Map.of()).stream()
                .filter(row -> row.get(0).equals(keyspace))
                .findFirst()
                .map(row -> new VschemaKeyspace(
                        row.get(1).equals("true"), row.get(2).equals("managed")))
                .orElse(new VschemaKeyspace(false, false));
    }

    private VschemaEntry vschemaEntry(String table, String comment) {
        // vttablet itself knows a sequence by this comment.
        if (comment.startsWith("vitess_sequence")) {
            return new VschemaEntry(VschemaType.SEQUENCE, List.of());
        }
        if (!vschemaKeyspace().sharded) {
            // Of several shards without a VSchema nobody knows how rows are spread.
            VschemaType type = shards().size() > 1 ? VschemaType.ABSENT : VschemaType.NORMAL;
            return new VschemaEntry(type, List.of());
        }
        try {
            List<List<String>> vindexes =
                    queries.tryRows(keyspace, "show vschema vindexes on " + quoted(table), Map.of());
            return vindexes.isEmpty()
                    ? new VschemaEntry(typeWithoutVindex(table), List.of())
                    : new VschemaEntry(
                            VschemaType.NORMAL, List.of(vindexes.get(0).get(0).split(", ")));
        } catch (VtgateQueries.Refused e) {
            if (e.getMessage().contains("VT05005") || e.getMessage().contains("does not exist")) {
                return new VschemaEntry(VschemaType.ABSENT, List.of());
            }
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "query-refused",
                    "Cannot learn the vindexes of " + table + ": " + e.getMessage() + ". Check the VSchema of "
                            + keyspace + ".");
        }
    }

    // No SHOW statement tells a table on every shard from one pinned to a shard, but plans for them differ.
    private VschemaType typeWithoutVindex(String table) throws VtgateQueries.Refused {
        String plan = queries.tryRows(keyspace, "vexplain plan select 1 from " + quoted(table), Map.of()).stream()
                .flatMap(List::stream)
                .collect(Collectors.joining());
        return REFERENCE_PLAN.matcher(plan).find() ? VschemaType.REFERENCE : VschemaType.PINNED;
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static long parseEstimate(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
