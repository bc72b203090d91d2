package io.vitesslake.replay;

import binlogdata.Binlogdata.Filter;
import binlogdata.Binlogdata.Rule;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a client asked for, checked.
 *
 * @param starts by shard name, in the order asked
 * @param tables bare names that its rules match
 * @param bareNames whether events name tables without the keyspace
 * @param heartbeat zero when none are wanted
 */
record ReplayRequest(Map<String, Start> starts, Set<String> tables, boolean bareNames, Duration heartbeat) {

    /**
     * Where one shard starts.
     *
     * @param gtid empty, {@code current}, or a GTID set
     * @param copy table to copy, with the last key it already has if any
     */
    record Start(String gtid, Optional<TableLastPK> copy) {

        boolean isCurrent() {
            return gtid.equals(MainParser.CURRENT);
        }

        boolean copies() {
            return gtid.isEmpty() || copy.isPresent();
        }
    }

    static ReplayRequest of(VStreamRequest request, RecordedKeyspace keyspace) {
        Set<String> tables = tables(request.getFilter(), keyspace.tableNames());
        return new ReplayRequest(
                starts(request.getVgtid().getShardGtidsList(), tables, keyspace),
                tables,
                request.getFlags().getExcludeKeyspaceFromTableName(),
                Duration.ofSeconds(request.getFlags().getHeartbeatInterval()));
    }

    private static Map<String, Start> starts(List<ShardGtid> asked, Set<String> tables, RecordedKeyspace keyspace) {
        if (asked.isEmpty()) {
            throw refused(Status.INVALID_ARGUMENT, "vgtid must have at least one value with a starting position");
        }
        Map<String, Start> starts = new LinkedHashMap<>();
        for (ShardGtid shard : asked) {
            boolean everyKeyspace =
                    shard.getKeyspace().isEmpty() && shard.getGtid().equals(MainParser.CURRENT);
            if (!everyKeyspace && !shard.getKeyspace().equals(keyspace.name())) {
                throw refused(Status.UNKNOWN, "node doesn't exist: keyspaces/" + shard.getKeyspace());
            }
            if (shard.getShard().isEmpty()) {
                // VTGate drops the table keys here, so that the copy starts from scratch on every shard.
                keyspace.shards().forEach(name -> starts.put(name, start(shard.getGtid(), List.of(), tables)));
            } else {
                starts.put(shard.getShard(), start(shard.getGtid(), shard.getTablePKsList(), tables));
            }
        }
        return starts;
    }

    private static Start start(String gtid, List<TableLastPK> keys, Set<String> tables) {
        Start start = new Start(gtid, keys.stream().findFirst());
        boolean copiesAnother = keys.stream().anyMatch(key -> !tables.contains(key.getTableName()));
        if (start.copies() && (tables.size() != 1 || keys.size() > 1 || copiesAnother)) {
            throw refused(
                    Status.UNIMPLEMENTED,
                    "this replay copies one table per stream, as every careful client does; asked for " + tables);
        }
        return start;
    }

    private static Set<String> tables(Filter filter, Set<String> known) {
        Set<String> tables = new TreeSet<>();
        if (filter.getRulesCount() == 0) {
            tables.addAll(known);
        }
        for (Rule rule : filter.getRulesList()) {
            if (rule.getMatch().startsWith("/")) {
                Pattern pattern = Pattern.compile(rule.getMatch().replaceAll("^/+|/+$", ""));
                known.stream().filter(table -> pattern.matcher(table).find()).forEach(tables::add);
            } else {
                refuseUnlessEverything(rule);
                tables.add(rule.getMatch());
            }
        }
        return tables;
    }

    private static void refuseUnlessEverything(Rule rule) {
        if (rule.getFilter().isEmpty()) {
            throw refused(
                    Status.INVALID_ARGUMENT, "Query was empty"); // VTGate says so at the first row from the binlog
        }
        String query = rule.getFilter().replace("`", "").strip();
        if (!query.equalsIgnoreCase("select * from " + rule.getMatch())) {
            throw refused(Status.UNIMPLEMENTED, "this replay knows only `select * from t`, not: " + rule.getFilter());
        }
    }

    static RuntimeException refused(Status status, String description) {
        return status.withDescription(description).asRuntimeException();
    }
}
