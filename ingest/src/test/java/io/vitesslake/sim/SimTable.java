package io.vitesslake.sim;

import io.vitesslake.source.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The schema of one simulated table on one shard at one time. Rows are texts by column, keys the texts of the primary key, whose
 * columns and types stay. Immutable.
 */
final class SimTable {

    private static final int SHARD_SPACE = 256;

    private final String name;
    private final List<SimColumn> columns;
    private final int[] primary;
    private final int vindex;
    private final boolean resumable;
    private final Comparator<List<String>> order = this::compareKeys;

    /**
     * @param vindex the column that says where a row lies; less than zero in a table that every shard holds whole
     * @param resumable whether MySQL compares keys in the order in which it reads them
     */
    private SimTable(String name, List<SimColumn> columns, int[] primary, int vindex, boolean resumable) {
        this.name = name;
        this.columns = columns;
        this.primary = primary;
        this.vindex = vindex;
        this.resumable = resumable;
    }

    static SimTable random(String name, boolean sharded, Random random) {
        boolean reference = sharded && random.nextInt(6) == 0;
        boolean resumable = random.nextInt(6) > 0;
        int keys = 1 + (random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
        boolean extraVindex = !reference && random.nextInt(3) == 0;
        int others = 1 + random.nextInt(3);
        List<SimColumn> columns = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            columns.add(new SimColumn(columns.size(), "k" + i, kind(random, true), true, false));
        }
        if (extraVindex) {
            columns.add(new SimColumn(columns.size(), "v", kind(random, true), true, false));
        }
        for (int i = 0; i < others; i++) {
            columns.add(new SimColumn(columns.size(), "c" + i, kind(random, false), false, random.nextBoolean()));
        }
        java.util.Collections.shuffle(columns, random);
        int[] primary = new int[keys];
        int vindex = -1;
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i).name();
            if (column.startsWith("k")) {
                primary[column.charAt(1) - '0'] = i;
            } else if (column.equals("v")) {
                vindex = i;
            }
        }
        if (!reference && vindex < 0) {
            vindex = primary[random.nextInt(keys)];
        }
        return new SimTable(name, List.copyOf(columns), primary, vindex, resumable);
    }

    /** {@code id bigint primary key, v varchar(20)}. */
    static SimTable plain(String name) {
        return new SimTable(
                name,
                List.of(
                        new SimColumn(0, "id", SimColumn.Kind.BIGINT, true, false),
                        new SimColumn(1, "v", SimColumn.Kind.VARCHAR, false, true)),
                new int[] {0},
                0,
                true);
    }

    /**
     * {@code id bigint primary key, hidden varchar(20) invisible, position vector(2), tag varchar(40) default (concat('tag-', id)),
     * twice bigint as (id * 2) stored, label varchar(40) as (concat('row ', id)) virtual, word varchar(30) character set gbk}. On the wire all are columns like any
     * other: VStream selects by name, and the binlog holds the values of generated ones too.
     */
    static SimTable special(String name) {
        return new SimTable(
                name,
                List.of(
                        new SimColumn(0, "id", SimColumn.Kind.BIGINT, true, false),
                        new SimColumn(1, "hidden", SimColumn.Kind.VARCHAR, false, true),
                        new SimColumn(2, "position", SimColumn.Kind.VECTOR, false, true),
                        new SimColumn(3, "tag", SimColumn.Kind.VARCHAR_LONG, false, true),
                        new SimColumn(4, "twice", SimColumn.Kind.BIGINT, false, true),
                        new SimColumn(5, "label", SimColumn.Kind.VARCHAR_LONG, false, true),
                        new SimColumn(6, "word", SimColumn.Kind.GBK, false, true)),
                new int[] {0},
                0,
                true);
    }

    /** The same table with other columns. */
    SimTable with(List<SimColumn> newColumns) {
        List<Integer> ids = newColumns.stream().map(SimColumn::id).toList();
        int[] newPrimary = Arrays.stream(primary)
                .map(i -> ids.indexOf(columns.get(i).id()))
                .toArray();
        int newVindex = vindex < 0 ? vindex : ids.indexOf(columns.get(vindex).id());
        return new SimTable(name, List.copyOf(newColumns), newPrimary, newVindex, resumable);
    }

    /** Of the column with an id, or -1. */
    int indexOf(int id) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    private static SimColumn.Kind kind(Random random, boolean key) {
        SimColumn.Kind[] kinds = Arrays.stream(SimColumn.Kind.values())
                .limit(SimColumn.Kind.FIRST)
                .filter(kind -> !key || kind.mayBeKey())
                .toArray(SimColumn.Kind[]::new);
        return kinds[random.nextInt(kinds.length)];
    }

    String name() {
        return name;
    }

    List<SimColumn> columns() {
        return columns;
    }

    List<SimColumn> primaryColumns() {
        return Arrays.stream(primary).mapToObj(columns::get).toList();
    }

    boolean isPrimary(int column) {
        return Arrays.stream(primary).anyMatch(p -> p == column);
    }

    boolean isVindex(int column) {
        return vindex == column;
    }

    List<String> key(String[] row) {
        return Arrays.stream(primary).mapToObj(i -> row[i]).toList();
    }

    /** Whether every shard holds all rows. */
    boolean isReference() {
        return vindex < 0;
    }

    boolean isResumable() {
        return resumable;
    }

    /**
     * Whether MySQL takes one key for greater than another when it is asked to go on behind that. Not always by the order in
     * which it reads them: an ENUM is read in the order of its numbers and compared as text.
     */
    boolean isBehind(List<String> key, List<String> last) {
        return resumable ? compareKeys(key, last) > 0 : backwards(key).compareTo(backwards(last)) > 0;
    }

    private static String backwards(List<String> key) {
        return new StringBuilder(String.join(",", key)).reverse().toString();
    }

    /** MySQL's order of keys. */
    Comparator<List<String>> order() {
        return order;
    }

    /** Where in the space of shards a row lies. */
    int place(String[] row) {
        int hash = (row[vindex] + name).hashCode() * 0x9E3779B1;
        return (hash >>> 13) % SHARD_SPACE;
    }

    String[] randomRow(Random random, int range) {
        String[] row = new String[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = columns.get(i).random(random, range);
        }
        return row;
    }

    TableInfo info(boolean sharded) {
        return new TableInfo(
                name,
                primaryColumns().stream().map(SimColumn::name).toList(),
                List.of(),
                sharded && !isReference() ? List.of(columns.get(vindex).name()) : List.of(),
                vschemaType(sharded),
                false,
                10,
                "InnoDB",
                resumable);
    }

    private TableInfo.VschemaType vschemaType(boolean sharded) {
        if (!sharded) {
            return TableInfo.VschemaType.ABSENT;
        }
        return isReference() ? TableInfo.VschemaType.REFERENCE : TableInfo.VschemaType.NORMAL;
    }

    private int compareKeys(List<String> one, List<String> other) {
        for (int i = 0; i < primary.length; i++) {
            int result = columns.get(primary[i]).compare(one.get(i), other.get(i));
            if (result != 0) {
                return result;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int i = 0; i < columns.size(); i++) {
            SimColumn column = columns.get(i);
            text.append(i == 0 ? "" : ", ").append(column.name()).append(' ').append(column.kind());
            text.append(isPrimary(i) ? " pk" : "").append(isVindex(i) ? " vindex" : "");
            text.append(column.nullable() ? " null" : "");
        }
        text.append(isReference() ? ") reference" : ")");
        return text.append(resumable ? "" : " not resumable").toString();
    }
}
