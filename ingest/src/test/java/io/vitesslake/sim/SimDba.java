package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Thinks up DDL statements for a table, as people and their tools write them. One thread. */
final class SimDba {

    private static final int FIRST_ID = 100;
    private static final int NAMES = 6;

    private final Random random;
    private final Map<SimDdl.Kind, Integer> weights;
    private int ids = FIRST_ID;

    /** @param weights how likely which kind of statement is; not all zero */
    SimDba(Random random, Map<SimDdl.Kind, Integer> weights) {
        this.random = random;
        this.weights = weights;
    }

    /** The next statements on a table, to be run one after the other; none when nothing fits. */
    List<SimDdl> statements(SimTable table) {
        int all = weights.values().stream().mapToInt(weight -> weight).sum();
        int dice = random.nextInt(all);
        for (Map.Entry<SimDdl.Kind, Integer> weight : weights.entrySet()) {
            dice -= weight.getValue();
            if (dice < 0) {
                return statements(table, weight.getKey());
            }
        }
        throw new AssertionError(weights);
    }

    private List<SimDdl> statements(SimTable table, SimDdl.Kind kind) {
        return switch (kind) {
            case ADD, ADD_DEFAULT -> add(table, kind == SimDdl.Kind.ADD);
            case DROP_COLUMN -> dropColumn(table);
            case DROP_AND_ADD -> dropAndAdd(table);
            case RENAME_COLUMN -> rename(table);
            case SWAP -> swap(table);
            case WIDEN, RETYPE, ROUND, LENGTH, LABELS -> retype(table, kind);
            case NULLABLE, NOT_NULL -> nullable(table);
            case REORDER -> reorder(table);
            case COMMENT, INDEX -> rowsStay(table);
            case TRUNCATE -> List.of(ddl(kind, some("TRUNCATE TABLE `", "truncate `") + table.name() + "`", table));
            case DROP, CREATE -> recreate(table);
            case AWAY, BACK -> away(table);
            case ONLINE -> online(table);
        };
    }

    @SafeVarargs
    private <T> T some(T... of) {
        return of[random.nextInt(of.length)];
    }

    private static SimDdl ddl(SimDdl.Kind kind, String statement, SimTable table) {
        return ddl(kind, statement, table, table);
    }

    private static SimDdl ddl(SimDdl.Kind kind, String statement, SimTable before, SimTable after) {
        return new SimDdl(kind, statement, before, after, Map.of(), Set.of());
    }

    private static String alter(SimTable table, String clauses) {
        return "ALTER TABLE `" + table.name() + "` " + clauses;
    }

    private List<SimDdl> add(SimTable table, boolean empty) {
        String name = freeName(table);
        SimColumn column = new SimColumn(
                ids++,
                name,
                some(SimColumn.Kind.INT, SimColumn.Kind.VARCHAR, SimColumn.Kind.DECIMAL, SimColumn.Kind.ENUM),
                false,
                empty || random.nextBoolean(),
                !empty);
        Map<Integer, String> initial = new HashMap<>();
        initial.put(column.id(), empty ? null : column.constant());
        List<SimColumn> columns = new ArrayList<>(table.columns());
        String place = insert(columns, column);
        String value = empty ? some("", " DEFAULT NULL") : " DEFAULT '" + column.constant() + "'";
        String statement = alter(table, "ADD COLUMN `" + name + "` " + column.definition() + value + place);
        return List.of(new SimDdl(
                empty ? SimDdl.Kind.ADD : SimDdl.Kind.ADD_DEFAULT,
                statement,
                table,
                table.with(columns),
                initial,
                Set.of(column.id())));
    }

    /** Puts a column somewhere, mostly at the end; the clause that says where. */
    private String insert(List<SimColumn> columns, SimColumn column) {
        int at = random.nextInt(3) == 0 ? random.nextInt(columns.size() + 1) : columns.size();
        String place = at == 0 ? " FIRST" : " AFTER `" + columns.get(at - 1).name() + "`";
        boolean unsaid = at == columns.size() && random.nextBoolean();
        columns.add(at, column);
        return unsaid ? "" : place;
    }

    private String freeName(SimTable table) {
        List<String> taken = table.columns().stream().map(SimColumn::name).toList();
        List<String> free = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            free.add("n" + i);
            free.add("c" + i);
        }
        free.removeAll(taken);
        return free.get(random.nextInt(free.size()));
    }

    private List<SimColumn> others(SimTable table) {
        return table.columns().stream().filter(column -> !column.key()).toList();
    }

    private List<SimDdl> dropColumn(SimTable table) {
        List<SimColumn> others = others(table);
        if (others.isEmpty()) {
            return List.of();
        }
        SimColumn column = others.get(random.nextInt(others.size()));
        List<SimColumn> columns = new ArrayList<>(table.columns());
        columns.remove(column);
        String statement = alter(table, some("DROP COLUMN `", "DROP `") + column.name() + "`");
        return List.of(ddl(SimDdl.Kind.DROP_COLUMN, statement, table, table.with(columns)));
    }

    private List<SimDdl> dropAndAdd(SimTable table) {
        List<SimColumn> others = others(table);
        if (others.isEmpty()) {
            return List.of();
        }
        SimColumn old = others.get(random.nextInt(others.size()));
        SimColumn column = new SimColumn(ids++, old.name(), some(old.kind(), SimColumn.Kind.VARCHAR), false, true);
        List<SimColumn> columns = new ArrayList<>(table.columns());
        columns.remove(old);
        columns.add(column);
        String statement = alter(
                table, "DROP COLUMN `" + old.name() + "`, ADD COLUMN `" + old.name() + "` " + column.definition());
        return List.of(new SimDdl(
                SimDdl.Kind.DROP_AND_ADD, statement, table, table.with(columns), Map.of(), Set.of(column.id())));
    }

    private List<SimDdl> rename(SimTable table) {
        List<SimColumn> others = others(table);
        if (others.isEmpty()) {
            return List.of();
        }
        SimColumn column = others.get(random.nextInt(others.size()));
        String name = freeName(table);
        SimTable after = replaced(table, column.named(name));
        String clause = random.nextBoolean()
                ? "RENAME COLUMN `" + column.name() + "` TO `" + name + "`"
                : "CHANGE COLUMN `" + column.name() + "` `" + name + "` " + column.definition();
        return List.of(ddl(SimDdl.Kind.RENAME_COLUMN, alter(table, clause), table, after));
    }

    private List<SimDdl> swap(SimTable table) {
        List<SimColumn> others = others(table);
        if (others.size() < 2) {
            return List.of();
        }
        int first = random.nextInt(others.size() - 1);
        SimColumn one = others.get(first);
        SimColumn other = others.get(first + 1);
        SimTable after = replaced(replaced(table, one.named(other.name())), other.named(one.name()));
        String clauses = "RENAME COLUMN `" + one.name() + "` TO `" + other.name() + "`, RENAME COLUMN `" + other.name()
                + "` TO `" + one.name() + "`";
        return List.of(ddl(SimDdl.Kind.SWAP, alter(table, clauses), table, after));
    }

    private static SimTable replaced(SimTable table, SimColumn column) {
        List<SimColumn> columns = new ArrayList<>(table.columns());
        columns.set(table.indexOf(column.id()), column);
        return table.with(columns);
    }

    private List<SimDdl> retype(SimTable table, SimDdl.Kind kind) {
        for (SimColumn column : others(table)) {
            SimColumn.Kind to = becomes(column.kind(), kind);
            if (to != null) {
                return List.of(modify(table, column.of(to), kind, kind != SimDdl.Kind.LABELS));
            }
        }
        return List.of();
    }

    private SimColumn.Kind becomes(SimColumn.Kind from, SimDdl.Kind kind) {
        return switch (from) {
            case INT ->
                switch (kind) {
                    case WIDEN -> SimColumn.Kind.BIGINT;
                    case RETYPE -> SimColumn.Kind.VARCHAR;
                    default -> null;
                };
            case DECIMAL -> kind == SimDdl.Kind.ROUND ? SimColumn.Kind.DECIMAL_SHORT : null;
            case VARCHAR -> kind == SimDdl.Kind.LENGTH ? SimColumn.Kind.VARCHAR_LONG : null;
            case VARCHAR_LONG -> kind == SimDdl.Kind.LENGTH ? SimColumn.Kind.VARCHAR : null;
            case ENUM -> kind == SimDdl.Kind.LABELS ? some(SimColumn.Kind.ENUM_LONG, SimColumn.Kind.ENUM_TURNED) : null;
            case ENUM_TURNED -> kind == SimDdl.Kind.LABELS ? SimColumn.Kind.ENUM : null;
            default -> null;
        };
    }

    private static SimDdl modify(SimTable table, SimColumn column, SimDdl.Kind kind, boolean redefines) {
        String statement = alter(table, "MODIFY COLUMN `" + column.name() + "` " + column.definition());
        return new SimDdl(
                kind, statement, table, replaced(table, column), Map.of(), redefines ? Set.of(column.id()) : Set.of());
    }

    private List<SimDdl> nullable(SimTable table) {
        for (SimColumn column : others(table)) {
            if (column.mayBecomeNotNull()) {
                return List.of(modify(table, column.nullable(false), SimDdl.Kind.NOT_NULL, true));
            } else if (!column.nullable()) {
                return List.of(modify(table, column.nullable(true), SimDdl.Kind.NULLABLE, false));
            }
        }
        return List.of();
    }

    private List<SimDdl> reorder(SimTable table) {
        List<SimColumn> columns = new ArrayList<>(table.columns());
        SimColumn column = columns.remove(random.nextInt(columns.size()));
        if (columns.isEmpty()) {
            return List.of();
        }
        int at = random.nextInt(columns.size() + 1);
        String place = at == 0 ? " FIRST" : " AFTER `" + columns.get(at - 1).name() + "`";
        columns.add(at, column);
        String statement = alter(table, "MODIFY COLUMN `" + column.name() + "` " + column.definition() + place);
        return List.of(ddl(SimDdl.Kind.REORDER, statement, table, table.with(columns)));
    }

    private List<SimDdl> rowsStay(SimTable table) {
        SimColumn column = table.columns().get(random.nextInt(table.columns().size()));
        if (random.nextBoolean()) {
            String clause = "MODIFY COLUMN `" + column.name() + "` " + column.definition() + " COMMENT 'seen'";
            return List.of(ddl(SimDdl.Kind.COMMENT, alter(table, clause), table));
        }
        String statement = some(
                alter(table, "ADD INDEX i1 (`" + column.name() + "`)"),
                alter(table, "DROP INDEX i1"),
                "CREATE INDEX i2 ON `" + table.name() + "` (`" + column.name() + "`)",
                "DROP INDEX i2 ON `" + table.name() + "`");
        return List.of(ddl(SimDdl.Kind.INDEX, statement, table));
    }

    private List<SimDdl> recreate(SimTable table) {
        SimTable made = others(table).isEmpty()
                ? table
                : replaced(table, others(table).get(0).of(SimColumn.Kind.DATE).nullable(true));
        StringBuilder columns = new StringBuilder();
        made.columns()
                .forEach(column -> columns.append('`')
                        .append(column.name())
                        .append("` ")
                        .append(column.definition())
                        .append(", "));
        List<String> key = made.primaryColumns().stream()
                .map(column -> "`" + column.name() + "`")
                .toList();
        String create =
                "CREATE TABLE `" + table.name() + "` (" + columns + "PRIMARY KEY (" + String.join(", ", key) + "))";
        return List.of(
                ddl(SimDdl.Kind.DROP, "DROP TABLE `" + table.name() + "`", table),
                ddl(SimDdl.Kind.CREATE, create, made));
    }

    private List<SimDdl> away(SimTable table) {
        String away = "`" + table.name() + "_away`";
        return List.of(
                ddl(SimDdl.Kind.AWAY, "RENAME TABLE `" + table.name() + "` TO " + away, table),
                ddl(SimDdl.Kind.BACK, "RENAME TABLE " + away + " TO `" + table.name() + "`", table));
    }

    /** What a tool has done to a copy of the table, which now takes its place. */
    private List<SimDdl> online(SimTable table) {
        List<SimDdl> inside = some(add(table, random.nextBoolean()), retype(table, SimDdl.Kind.RETYPE));
        String name = table.name();
        return inside.stream()
                .map(ddl -> new SimDdl(
                        SimDdl.Kind.ONLINE,
                        "RENAME TABLE `" + name + "` TO `_vt_HOLD_" + name + "`, `_vt_vrp_" + name + "` TO `" + name
                                + "`",
                        table,
                        ddl.after(),
                        ddl.initial(),
                        Set.of()))
                .toList();
    }
}
