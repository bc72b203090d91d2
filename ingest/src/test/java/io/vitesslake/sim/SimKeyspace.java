package io.vitesslake.sim;

import io.vitesslake.mirror.TableInspector;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A keyspace in memory: tables, shards that serve, shards that did, and a random life. */
final class SimKeyspace {

    static final String NAME = "shop";

    private static final int SPACE = 256;

    private final Random random;
    private final boolean sharded;
    private final int range;
    private final List<SimTable> tables = new ArrayList<>();
    private final List<SimShard> serving = new ArrayList<>();
    private final Map<String, SimShard> all = new HashMap<>();
    private final List<SimReplication> replications = new ArrayList<>();
    private final SimMigrations migrations;
    private final boolean tracked;
    // Null for a time of its own.
    private final InstantSource clock;
    private int uuids;
    private long seconds = 1_700_000_000;

    /**
     * @param migrations to come
     * @param tracked whether tablets know the columns of older binlog events (--track-schema-versions)
     * @param clock of MySQL; null for a time that has nothing to do with the mirror's
     */
    SimKeyspace(Random random, SimMigrations migrations, boolean tracked, InstantSource clock) {
        this.random = random;
        this.migrations = migrations;
        this.tracked = tracked;
        this.clock = clock;
        this.sharded = random.nextInt(6) > 0;
        this.range = 3 + random.nextInt(random.nextInt(5) == 0 ? 60 : 20);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            tables.add(SimTable.random("t" + i, sharded, random));
        }
        int parts = sharded ? 1 << random.nextInt(3) : 1;
        for (int i = 0; i < parts; i++) {
            SimShard shard = newShard(i * SPACE / parts, (i + 1) * SPACE / parts, new SimTables());
            tables.forEach(shard::create);
            serving.add(shard);
        }
        for (SimTable table : tables) {
            for (int rows = random.nextInt(4) == 0 ? 0 : random.nextInt(2 * range); rows > 0; rows--) {
                String[] row = table.randomRow(random, range);
                holders(serving, table, row).forEach(shard -> shard.seed(table, row));
            }
        }
    }

    private SimKeyspace(Random random, int shards) {
        this.random = random;
        this.migrations = new SimMigrations(random, Map.of());
        this.tracked = true;
        this.clock = null;
        this.sharded = true;
        this.range = 1;
        for (int i = 0; i < shards; i++) {
            serving.add(newShard(i * SPACE / shards, (i + 1) * SPACE / shards, new SimTables()));
        }
    }

    /** Two shards without tables, where nothing happens by itself. */
    static SimKeyspace still(Random random) {
        return new SimKeyspace(random, 2);
    }

    void add(SimTable table) {
        tables.add(table);
        serving.forEach(shard -> shard.create(table));
    }

    boolean sharded() {
        return sharded;
    }

    /** As they were first made. */
    List<SimTable> tables() {
        return List.copyOf(tables);
    }

    /** Whether tablets know the columns of older binlog events. */
    boolean tracked() {
        return tracked;
    }

    List<SimShard> serving() {
        return List.copyOf(serving);
    }

    List<Shard> servingShards() {
        return serving.stream().map(SimShard::shard).sorted().toList();
    }

    /** What a shard's MySQL has; it purges nothing. */
    ServerGtids gtids(Shard shard, TabletType type) {
        return new ServerGtids(all.get(shard.name()).executed(), GtidSet.EMPTY);
    }

    /** Tells what tables are now. */
    TableInspector inspector() {
        return new TableInspector() {
            @Override
            public TableSetup check(TableSetup known) {
                return known;
            }

            @Override
            public List<DeclaredColumn> columns(Shard shard, String table) {
                return all.get(shard.name()).tables().table(table).stream()
                        .flatMap(now -> now.columns().stream())
                        .map(SimColumn::declared)
                        .toList();
            }
        };
    }

    /** Null when the topology knows no such shard. */
    SimShard shard(String name) {
        return all.get(name);
    }

    Vgtid current() {
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        serving.forEach(shard -> positions.put(shard.shard(), ShardPosition.at(shard.executed())));
        return Vgtid.of(positions);
    }

    /** What each shard held at a position. */
    List<SimTables> at(Vgtid position) {
        return position.shards().stream()
                .map(shard -> all.get(shard.name()).at(position.position(shard).gtids()))
                .toList();
    }

    /** Thinks of DDL statements on some table, which shards run later. */
    List<SimDdl> migrate(Random chance) {
        return migrations.add(tables.get(chance.nextInt(tables.size())));
    }

    /** Shards for which it is time run DDL statements. */
    void stepMigrations(BiConsumer<SimShard, SimDdl> told) {
        migrations.step(serving, (shard, ddl) -> run(shard, ddl, told));
    }

    /** All shards run what is left of DDL statements, and a row of every table changes on each of them. */
    void finishMigrations(BiConsumer<SimShard, SimDdl> told) {
        migrations.finish(serving, (shard, ddl) -> run(shard, ddl, told));
        for (SimTable table : tables) {
            for (int tries = 0; tries < 20 && isSilent(table.name()); tries++) {
                touch(table);
            }
        }
    }

    private boolean isSilent(String table) {
        return serving.stream().anyMatch(shard -> shard.tables().isSilent(table));
    }

    private void touch(SimTable table) {
        if (table.isReference()) {
            liveEverywhere(List.of(table));
        } else {
            for (SimShard shard : serving) {
                shard.log(SimTransaction.Kind.ROWS, changes(shard, List.of(table)), seconds, random);
            }
        }
    }

    private void tick() {
        seconds = clock == null ? seconds : clock.instant().getEpochSecond();
    }

    private void run(SimShard shard, SimDdl ddl, BiConsumer<SimShard, SimDdl> told) {
        tick();
        shard.run(ddl, seconds, random);
        told.accept(shard, ddl);
    }

    /** Whether some shard has yet to run a DDL statement. */
    boolean isPending() {
        return serving.stream().anyMatch(migrations::isPending);
    }

    /** Whether some shard has yet to run a DDL statement that another has run. */
    boolean disagree() {
        return tables.stream().anyMatch(table -> migrations.disagree(serving, table.name()));
    }

    /** One random transaction, or now and then an event of another kind; tells what it was. */
    String live() {
        seconds += random.nextInt(8) == 0 ? random.nextInt(90) : random.nextInt(2);
        tick();
        SimShard shard = serving.get(random.nextInt(serving.size()));
        int dice = random.nextInt(40);
        if (dice == 0) {
            shard.log(SimTransaction.Kind.OTHER, List.of(), seconds, random);
            return shard.name() + " other";
        } else if (dice < 3) {
            return shard.name() + " empty "
                    + shard.log(SimTransaction.Kind.ROWS, List.of(), seconds, random)
                            .gtid();
        } else if (dice == 3) {
            shard.failOver(newUuid());
            return shard.name() + " fails over";
        }
        // One statement runs on all shards only where all have the same columns.
        List<SimTable> references = tables.stream()
                .filter(SimTable::isReference)
                .filter(table -> !migrations.disagree(serving, table.name()))
                .toList();
        boolean all = tables.stream().allMatch(SimTable::isReference);
        if (all || !references.isEmpty() && random.nextInt(4) == 0) {
            return liveEverywhere(references);
        }
        List<SimTable> own =
                tables.stream().filter(table -> !table.isReference()).toList();
        List<SimTransaction.Change> changes = changes(shard, own);
        SimTransaction transaction = shard.log(SimTransaction.Kind.ROWS, changes, seconds, random);
        return shard.name() + " " + transaction.gtid() + " " + describe(changes);
    }

    /** The same on every shard, in a transaction of each. */
    private String liveEverywhere(List<SimTable> references) {
        SimShard first = serving.get(random.nextInt(serving.size()));
        List<SimTransaction.Change> changes = changes(first, references);
        for (SimShard shard : serving) {
            if (shard != first) {
                changes.forEach(shard::apply);
            }
            shard.log(SimTransaction.Kind.ROWS, changes, seconds, random);
        }
        return "everywhere " + describe(changes);
    }

    private List<SimTransaction.Change> changes(SimShard shard, List<SimTable> first) {
        List<SimTransaction.Change> changes = new ArrayList<>();
        List<SimTable> among = first.stream()
                .flatMap(table -> shard.tables().table(table.name()).stream())
                .toList();
        if (among.isEmpty()) {
            return changes;
        }
        for (int n = 1 + (random.nextInt(3) == 0 ? random.nextInt(8) : 0); n > 0; n--) {
            change(shard, among.get(random.nextInt(among.size())), changes);
        }
        return changes;
    }

    private void change(SimShard shard, SimTable table, List<SimTransaction.Change> changes) {
        TreeMap<List<String>, String[]> rows = shard.tables().rows(table.name());
        String[] fresh = rowOn(shard, table);
        String[] some = rows.isEmpty() ? null : new ArrayList<>(rows.values()).get(random.nextInt(rows.size()));
        SimTransaction.Change change = null;
        int dice = random.nextInt(10);
        if (dice < 4 && fresh != null) {
            String[] present = rows.get(table.key(fresh));
            change = present == null
                    ? new SimTransaction.Change(table, null, fresh)
                    : update(table, rows, present, fresh, false);
        } else if (dice < 7 && some != null) {
            change = new SimTransaction.Change(table, some, null);
        } else if (some != null) {
            change = update(table, rows, some, table.randomRow(random, range), dice == 9);
        }
        if (change != null) {
            shard.apply(change);
            changes.add(change);
        }
    }

    private SimTransaction.Change update(
            SimTable table, TreeMap<List<String>, String[]> rows, String[] before, String[] values, boolean newKey) {
        String[] after = before.clone();
        for (int i = 0; i < after.length; i++) {
            boolean may = !table.isVindex(i) && (newKey || !table.isPrimary(i));
            after[i] = may ? values[i] : after[i];
        }
        boolean taken = !table.key(after).equals(table.key(before)) && rows.containsKey(table.key(after));
        return taken || Arrays.equals(before, after) ? null : new SimTransaction.Change(table, before, after);
    }

    private String[] rowOn(SimShard shard, SimTable table) {
        for (int tries = 0; tries < 30; tries++) {
            String[] row = table.randomRow(random, range);
            if (table.isReference() || shard.holds(table.place(row))) {
                return row;
            }
        }
        return null;
    }

    /** Splits a shard in two or merges two, if that can be; tells what happened, or null. */
    String reshard() {
        if (!sharded) {
            return null;
        }
        serving.sort((one, other) -> Integer.compare(one.low(), other.low()));
        int at = random.nextInt(serving.size());
        boolean merge = serving.size() > 1 && random.nextBoolean();
        List<SimShard> parents =
                merge && at + 1 < serving.size() ? serving.subList(at, at + 2) : serving.subList(at, at + 1);
        return reshard(List.copyOf(parents));
    }

    /** Splits a shard, or merges some that lie side by side; tells what happened, or null when it cannot be. */
    String reshard(List<SimShard> parents) {
        int low = parents.get(0).low();
        int high = parents.get(parents.size() - 1).high();
        int middle = (low + high) / 2;
        List<int[]> parts = parents.size() > 1
                ? List.of(new int[] {low, high})
                : List.of(new int[] {low, middle}, new int[] {middle, high});
        Set<String> names = new HashSet<>();
        parts.forEach(part -> names.add(name(part[0], part[1])));
        if (!migrations.allowReshard(serving, parents)) {
            return null;
        }
        if (high - low < 8 || names.stream().anyMatch(all::containsKey) || haveKeysInCommon(parents)) {
            return null;
        }
        List<SimShard> children = new ArrayList<>();
        for (int[] part : parts) {
            SimShard child = newShard(part[0], part[1], parents.get(0).tables());
            migrations.inherit(parents.get(0), child);
            children.add(child);
        }
        hand(parents, children);
        // Whoever is resharded again can go back no further.
        replications.removeIf(replication -> replication.isOf(parents));
        replications.add(new SimReplication(migrations, children, parents));
        handOver(parents, children);
        return "reshard " + parents.stream().map(SimShard::name).toList() + " -> " + names;
    }

    /** A key that is unique on each shard and not over shards keeps them from becoming one. */
    private boolean haveKeysInCommon(List<SimShard> shards) {
        for (SimTable table : tables) {
            Set<List<String>> keys = new HashSet<>();
            for (SimShard shard : shards) {
                for (List<String> key : shard.tables().rows(table.name()).keySet()) {
                    if (!keys.add(key) && !table.isReference()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void hand(List<SimShard> parents, List<SimShard> children) {
        for (SimShard parent : parents) {
            for (SimTable table : tables) {
                SimTable now = parent.tables().table(table.name()).orElseThrow();
                for (String[] row : parent.tables().rows(table.name()).values()) {
                    holders(children, now, row).forEach(child -> child.seed(now, row));
                }
            }
        }
    }

    private void handOver(List<SimShard> from, List<SimShard> to) {
        TreeMap<String, GtidSet> successors = new TreeMap<>();
        to.forEach(shard -> successors.put(shard.name(), shard.executed()));
        SimTransaction.Journal journal = new SimTransaction.Journal(from, successors);
        from.forEach(shard -> shard.handOver(journal, seconds, random));
        serving.removeAll(from);
        serving.addAll(to);
    }

    /**
     * Goes back to the shards before a reshard, or forth again (ReverseTraffic), if that can be; tells what happened, or null.
     *
     * @param chance of what has to do with it
     */
    String reverse(Random chance) {
        if (replications.isEmpty()) {
            return null;
        }
        SimReplication replication = replications.get(chance.nextInt(replications.size()));
        List<SimShard> from = replication.serving();
        List<SimShard> to = replication.fed();
        if (!migrations.allowReshard(serving, from) || !replication.catchUp(seconds, chance)) {
            return null;
        }
        // They have written down what their streams did (_vt.vreplication), so that each is seen in a position before
        // it
        // hands back (traffic_switcher.go, after createJournals).
        from.forEach(shard -> shard.log(SimTransaction.Kind.OTHER, List.of(), seconds, chance));
        handOver(from, to);
        replication.turn();
        return "reverse " + from.stream().map(SimShard::name).toList() + " -> "
                + to.stream().map(SimShard::name).toList();
    }

    /** Whether some reshard can yet be reversed. */
    boolean isReversible() {
        return !replications.isEmpty();
    }

    /** Shards that could take over again are fed; each transaction is told. */
    void replicate(Random chance, Consumer<String> told) {
        for (SimReplication replication : replications) {
            for (int n = chance.nextInt(4); n > 0; n--) {
                replication.step(seconds, chance).ifPresent(told);
            }
        }
    }

    private static List<SimShard> holders(List<SimShard> shards, SimTable table, String[] row) {
        return shards.stream()
                .filter(shard -> table.isReference() || shard.holds(table.place(row)))
                .toList();
    }

    private SimShard newShard(int low, int high, SimTables schema) {
        SimShard shard = new SimShard(NAME, sharded ? name(low, high) : "0", low, high, newUuid(), schema);
        all.put(shard.name(), shard);
        return shard;
    }

    private static String name(int low, int high) {
        String from = low == 0 ? "" : String.format("%02x", low);
        String to = high == SPACE ? "" : String.format("%02x", high);
        return from + "-" + to;
    }

    private String newUuid() {
        // Later UUIDs do not sort later.
        return String.format("%08x-0000-0000-0000-%012x", (uuids * 0x9E3779B1) ^ 0x5A5A5A5A, ++uuids);
    }

    static String describe(List<SimTransaction.Change> changes) {
        StringBuilder text = new StringBuilder();
        for (SimTransaction.Change change : changes) {
            text.append(text.length() == 0 ? "" : "; ")
                    .append(change.table().name())
                    .append(' ');
            text.append(Arrays.toString(change.before())).append("->").append(Arrays.toString(change.after()));
        }
        return text.toString();
    }
}
