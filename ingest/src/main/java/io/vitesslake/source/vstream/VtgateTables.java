package io.vitesslake.source.vstream;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.QuotedName;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.source.vstream.VtgateCatalog.VschemaKeyspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables of one keyspace: one query for each view of information_schema, which a tablet answers, and for each table one
 * about its vindexes, which VTGate answers itself.
 */
final class VtgateTables implements KeyspaceTables {

    private static final String PRIMARY = "PRIMARY";

    // Their order in MySQL is not that of the text by which VTGate names the last key: ENUM, SET and BIT are sorted by
    // number, FLOAT and DOUBLE are printed with too few digits. Measured with 60 kinds of keys, each copy cut at every
    // packet.
    private static final String MISORDERED = "'enum', 'set', 'bit', 'float', 'double'";

    // VTGate compares with the last key's bytes, whose order in other character sets was never tried.
    private static final String ORDERED_TEXT = "'utf8', 'utf8mb3', 'utf8mb4', 'ascii', 'latin1', 'binary'";

    private final VtgateQueries queries;
    private final String keyspace;
    private final VtgateCatalog catalog;
    private final Map<String, Row> rows;
    private Optional<Views> views = Optional.empty();

    VtgateTables(VtgateQueries queries, String keyspace, VtgateCatalog catalog) {
        this.queries = queries;
        this.keyspace = keyspace;
        this.catalog = catalog;
        this.rows = rows();
    }

    private record Row(long estimatedRows, String engine, String comment) {}

    private record IndexPart(String column, boolean prefix, boolean nullable) {}

    private record VschemaEntry(VschemaType type, List<String> vindexColumns) {}

    /**
     * What the source tells of all tables at once.
     *
     * @param indexes unique ones by table and name, parts in key order
     * @param misordered columns by table that are not copied in the order in which VTGate thinks they are
     * @param cascading children of a foreign key by which InnoDB itself changes rows, unseen by the binlog
     */
    private record Views(
            Map<String, Map<String, List<IndexPart>>> indexes,
            Map<String, Set<String>> misordered,
            Set<String> cascading,
            VschemaKeyspace vschema,
            int shards) {}

    @Override
    public List<String> names() {
        return List.copyOf(rows.keySet());
    }

    @Override
    public TableInfo table(String name) {
        Row row = rows.get(name);
        if (row == null) {
            throw unknown(name, ". Check source.tables; views cannot be mirrored.");
        }
        Views all = views.orElseGet(this::views);
        views = Optional.of(all);
        Map<String, List<IndexPart>> indexes = all.indexes.getOrDefault(name, Map.of());
        // A table that was dropped since its name was told looks like one without keys.
        if (indexes.isEmpty() && !rows().containsKey(name)) {
            throw unknown(
                    name,
                    ": it was dropped or renamed a moment ago, or moved to another keyspace (MoveTables). If it was not"
                            + " meant, create it again and start again; if it was moved, mirror it from there.");
        }
        VschemaEntry entry = vschemaEntry(name, row.comment, all);
        return new TableInfo(
                name,
                columns(indexes.getOrDefault(PRIMARY, List.of())),
                notNullUniqueKeys(indexes),
                entry.vindexColumns,
                entry.type,
                all.cascading.contains(name) && !all.vschema.managesForeignKeys(),
                row.estimatedRows * (entry.type == VschemaType.REFERENCE ? 1 : all.shards),
                row.engine,
                isResumable(indexes, all.misordered.getOrDefault(name, Set.of())));
    }

    private CodedException unknown(String table, String why) {
        return new CodedException(
                ErrorCode.SOURCE,
                "unknown-table",
                "Cannot find base table " + table + " in keyspace " + keyspace + why);
    }

    private Map<String, Row> rows() {
        Map<String, Row> result = new TreeMap<>();
        List<List<String>> answer =
                ask("select table_name, table_rows, engine, table_comment from information_schema.tables"
                        + " where table_schema = :keyspace and table_type = 'BASE TABLE'");
        for (List<String> row : answer) {
            if (!row.get(0).startsWith("_vt_")) {
                long estimate = row.get(1).isEmpty() ? 0 : Long.parseLong(row.get(1));
                result.put(row.get(0), new Row(estimate, row.get(2), row.get(3)));
            }
        }
        return result;
    }

    private Views views() {
        return new Views(
                indexes(),
                misordered(),
                cascading(),
                catalog.vschema(),
                catalog.shards().size());
    }

    private Map<String, Map<String, List<IndexPart>>> indexes() {
        Map<String, Map<String, List<IndexPart>>> indexes = new HashMap<>();
        List<List<String>> answer = ask("select table_name, index_name, column_name, sub_part, nullable"
                + " from information_schema.statistics where table_schema = :keyspace and non_unique = 0"
                + " order by table_name, index_name, seq_in_index");
        for (List<String> row : answer) {
            indexes.computeIfAbsent(row.get(0), table -> new LinkedHashMap<>())
                    .computeIfAbsent(row.get(1), index -> new ArrayList<>())
                    .add(new IndexPart(
                            row.get(2), !row.get(3).isEmpty(), row.get(4).equals("YES")));
        }
        return indexes;
    }

    private Map<String, Set<String>> misordered() {
        Map<String, Set<String>> columns = new HashMap<>();
        ask("select table_name, column_name from information_schema.columns where table_schema = :keyspace"
                        + " and (data_type in (" + MISORDERED + ") or character_set_name not in (" + ORDERED_TEXT
                        + "))")
                .forEach(row -> columns.computeIfAbsent(row.get(0), table -> new HashSet<>())
                        .add(row.get(1)));
        return columns;
    }

    private Set<String> cascading() {
        return ask("select table_name, delete_rule, update_rule from information_schema.referential_constraints"
                        + " where constraint_schema = :keyspace")
                .stream()
                .filter(row -> acts(row.get(1)) || acts(row.get(2)))
                .map(row -> row.get(0))
                .collect(Collectors.toSet());
    }

    private static boolean acts(String rule) {
        return rule.equals("CASCADE") || rule.startsWith("SET ");
    }

    private List<List<String>> ask(String query) {
        return queries.rows(keyspace, query, Map.of("keyspace", keyspace));
    }

    private static List<String> columns(List<IndexPart> parts) {
        return parts.stream().map(IndexPart::column).toList();
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
    private static boolean isResumable(Map<String, List<IndexPart>> indexes, Set<String> misordered) {
        List<List<IndexPart>> orders = indexes.containsKey(PRIMARY)
                ? List.of(indexes.get(PRIMARY))
                : indexes.values().stream()
                        .filter(parts -> parts.stream().noneMatch(IndexPart::nullable))
                        .toList();
        return !orders.isEmpty() && orders.stream().flatMap(List::stream).allMatch(part -> isOrdered(part, misordered));
    }

    // VTGate forgets a part without a column, an expression. Texts that differ within a prefix may be equal as a whole,
    // as ß and ss.
    private static boolean isOrdered(IndexPart part, Set<String> misordered) {
        return !part.column.isEmpty() && !part.prefix && !misordered.contains(part.column);
    }

    private VschemaEntry vschemaEntry(String table, String comment, Views all) {
        // vttablet itself knows a sequence by this comment.
        if (comment.startsWith("vitess_sequence")) {
            return new VschemaEntry(VschemaType.SEQUENCE, List.of());
        }
        if (!all.vschema.sharded()) {
            // Of several shards without a VSchema nobody knows how rows are spread.
            return new VschemaEntry(all.shards > 1 ? VschemaType.ABSENT : VschemaType.NORMAL, List.of());
        }
        try {
            List<List<String>> vindexes =
                    queries.tryRows(keyspace, "show vschema vindexes on " + QuotedName.of(table), Map.of());
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
        return TablePlan.of(queries, keyspace, table).isOfReference() ? VschemaType.REFERENCE : VschemaType.PINNED;
    }
}
