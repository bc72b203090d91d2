package io.vitesslake.sim;

import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts what becomes of tables whose source runs DDL statements. One thread. */
final class SimSchemaWatch {

    private final SimKeyspace keyspace;
    private final SimVtgate vtgate;
    private final Coverage coverage;
    private final Map<String, Set<SimDdl>> followed = new HashMap<>();
    private final Set<String> copying = new HashSet<>();

    SimSchemaWatch(SimKeyspace keyspace, SimVtgate vtgate, Coverage coverage) {
        this.keyspace = keyspace;
        this.vtgate = vtgate;
        this.coverage = coverage;
    }

    /** Another process begins. */
    void forget() {
        followed.clear();
        copying.clear();
    }

    /** A shard has run a statement. */
    void ran(SimDdl ddl) {
        coverage.count(Coverage.Event.DDL);
        if (vtgate.isCopying(ddl.table())) {
            coverage.count(Coverage.Event.DDL_WHILE_COPYING);
        }
        if (copying.contains(ddl.table())) {
            coverage.count(Coverage.Event.DDL_WHILE_RECOPYING);
        }
    }

    void copyStarted(String table, String why) {
        copying.add(table);
        if (why.contains("truncate")) {
            coverage.count(Coverage.Event.TRUNCATE_COPIED);
        } else if (isOfColumns(why)) {
            coverage.count(Coverage.Event.COPIED_FOR_DDL);
        }
        if (why.contains("older rows by")) {
            coverage.count(Coverage.Event.NEWER_COLUMNS_NOTICED);
        }
    }

    private static boolean isOfColumns(String why) {
        return why.contains("column") || why.contains("renamed") || why.contains("dropped");
    }

    void replaced(String table) {
        copying.remove(table);
        followed.remove(table);
    }

    void saved(String table, TableState state, Vgtid vgtid) {
        if (copying.contains(table) || state != TableState.RUNNING) {
            followed.remove(table);
            return;
        }
        Set<SimDdl> now = ranEverywhere(table, vgtid);
        Set<SimDdl> before = followed.put(table, now);
        if (before != null) {
            now.stream().filter(ddl -> !before.contains(ddl)).forEach(this::count);
        }
    }

    private void count(SimDdl ddl) {
        switch (ddl.kind()) {
            case TRUNCATE -> coverage.count(Coverage.Event.TRUNCATE_APPLIED);
            case RENAME_COLUMN, SWAP -> coverage.count(Coverage.Event.RENAMED_IN_PLACE);
            case WIDEN -> coverage.count(Coverage.Event.WIDENED_IN_PLACE);
            case ADD_DEFAULT -> coverage.count(Coverage.Event.ADDED_WITH_DEFAULT);
            default -> coverage.count(Coverage.Event.FOLLOWED_IN_PLACE);
        }
    }

    private Set<SimDdl> ranEverywhere(String table, Vgtid vgtid) {
        Set<SimDdl> all = null;
        for (Shard shard : vgtid.shards()) {
            Set<SimDdl> ran = new HashSet<>();
            for (SimTransaction transaction : keyspace.shard(shard.name()).binlog()) {
                SimDdl ddl = transaction.ddl();
                if (ddl != null
                        && ddl.table().equals(table)
                        && vgtid.position(shard).gtids().contains(transaction.gtid())) {
                    ran.add(ddl);
                }
            }
            if (all == null) {
                all = ran;
            } else {
                all.retainAll(ran);
            }
        }
        return all == null ? Set.of() : all;
    }
}
