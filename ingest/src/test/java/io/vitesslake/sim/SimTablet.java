package io.vitesslake.sim;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.grpc.Status;
import io.vitess.proto.Query.QueryResult;
import io.vitesslake.source.GtidSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * One shard's part of a stream, as VTTablet's uvstreamer does it: catch up, take a snapshot, run forward to it, copy, table by
 * table in the order of their names, then follow the binlog. Each step makes one unit: responses that VTGate sends without
 * another shard's between them.
 */
final class SimTablet {

    /** What a tablet is doing. */
    enum Phase {
        COPY,
        CATCH_UP,
        RUNNING
    }

    private final SimKeyspace keyspace;
    private final SimShard shard;
    private final SimEvents events;
    private final Set<String> matched;
    private final Random random;
    private final ShardGtid.Builder told;
    private final Supplier<VGtid> vgtid;

    private final TreeMap<String, Optional<QueryResult>> plans = new TreeMap<>();
    // Columns as told on this stream, by table.
    private final Map<String, List<SimColumn>> described = new HashMap<>();
    private Optional<GtidSet> position;
    private int scanned;
    private boolean caughtUp;
    private boolean endsCopy;
    // Null until one is reached.
    private SimTransaction.Journal journal;
    private Select select;

    /** The SELECT of one table, all at one position. */
    private static final class Select {

        private final SimTable table;
        private final GtidSet at;
        private final Deque<String[]> rows = new ArrayDeque<>();
        private final int statements;
        private boolean begun;

        Select(SimTable table, GtidSet at, int statements) {
            this.table = table;
            this.at = at;
            this.statements = statements;
        }
    }

    /**
     * @param matched tables of the stream
     * @param told the shard's entry in the stream's VGTID, which says where to start and is moved on
     * @param vgtid the stream's VGTID as it now is
     */
    SimTablet(
            SimKeyspace keyspace,
            SimEvents events,
            Set<String> matched,
            ShardGtid.Builder told,
            Supplier<VGtid> vgtid,
            Random random) {
        this.keyspace = keyspace;
        this.shard = events.shard();
        this.events = events;
        this.matched = matched;
        this.told = told;
        this.vgtid = vgtid;
        this.random = random;
        this.position = told.getGtid().isEmpty() ? Optional.empty() : Optional.of(GtidSet.parse(told.getGtid()));
        if (position.isEmpty() || told.getTablePKsCount() > 0) {
            // All tables that match are planned, also those that were finished before (tables_to_copy is not set).
            matched.forEach(table -> plans.put(table, Optional.empty()));
            for (TableLastPK table : told.getTablePKsList()) {
                if (table.hasLastpk()) {
                    plans.computeIfPresent(table.getTableName(), (name, none) -> Optional.of(table.getLastpk()));
                }
            }
        }
    }

    SimShard shard() {
        return shard;
    }

    Phase phase() {
        if (select != null && caughtUp) {
            return Phase.COPY;
        }
        return plans.isEmpty() ? Phase.RUNNING : Phase.CATCH_UP;
    }

    /** Whether a journal was reached: the shard waits for the other participants. */
    boolean isAtJournal() {
        return journal != null;
    }

    /** The journal that was reached. */
    Optional<SimTransaction.Journal> journal() {
        return Optional.ofNullable(journal);
    }

    boolean hasMore() {
        return !isAtJournal() && (!plans.isEmpty() || endsCopy || next().isPresent());
    }

    /** The position of the newest event made. */
    Optional<GtidSet> position() {
        return position;
    }

    /** Whether the table being copied was changed since its SELECT began. */
    boolean isBroken() {
        return select != null
                && !(select.begun && select.rows.isEmpty())
                && shard.tables().statements(select.table.name()) != select.statements;
    }

    /**
     * The next responses; none when only the journal was reached.
     *
     * @throws io.grpc.StatusRuntimeException when the table to be copied is gone, or was changed by DDL
     */
    List<List<VEvent>> step() {
        if (isBroken()) {
            throw Status.UNKNOWN
                    .withDescription("Table definition has changed, please retry transaction (errno 1412)")
                    .asRuntimeException();
        }
        if (plans.isEmpty()) {
            return endsCopy ? copyCompleted() : transaction(next().orElseThrow());
        }
        if (!caughtUp) {
            Optional<SimTransaction> next = position.isEmpty() ? Optional.empty() : next();
            // It stops at a lag of less than a second, so that some transactions may be left to the running forward.
            if (next.isPresent() && random.nextInt(6) > 0) {
                return transaction(next.get());
            }
            takeSnapshot();
            caughtUp = true;
        }
        if (!select.begun && position.isPresent() && !position.get().contains(select.at)) {
            return transaction(next().orElseThrow());
        }
        return select.rows.isEmpty() && select.begun ? tableDone() : packet();
    }

    /** The beginning of the next transaction, whose rest is lost. */
    List<List<VEvent>> unfinished() {
        Optional<SimTransaction> next = next();
        if (next.isEmpty() || next.get().kind() != SimTransaction.Kind.ROWS || position.isEmpty()) {
            return List.of();
        }
        List<VEvent> all = transactionEvents(next.get(), new HashMap<>(described));
        List<VEvent> part = all.subList(0, 1 + random.nextInt(all.size()));
        return List.of(List.copyOf(part));
    }

    private Optional<SimTransaction> next() {
        List<SimTransaction> binlog = shard.binlog();
        GtidSet done = position.orElse(GtidSet.EMPTY);
        while (scanned < binlog.size() && done.contains(binlog.get(scanned).gtid())) {
            scanned++;
        }
        return scanned < binlog.size() ? Optional.of(binlog.get(scanned)) : Optional.empty();
    }

    private List<List<VEvent>> transaction(SimTransaction transaction) {
        if (transaction.kind() == SimTransaction.Kind.JOURNAL) {
            journal = transaction.journal();
            return List.of();
        }
        if (transaction.kind() == SimTransaction.Kind.OTHER) {
            moveOn(transaction);
            return List.of(List.of(events.vgtid(vgtid.get()), events.logged(VEventType.OTHER, transaction)));
        }
        if (transaction.kind() == SimTransaction.Kind.DDL) {
            return ddl(transaction);
        }
        List<VEvent> unit = transactionEvents(transaction, described);
        moveOn(transaction);
        unit.add(events.vgtid(vgtid.get()));
        unit.add(events.logged(VEventType.COMMIT, transaction));
        return split(unit);
    }

    private List<List<VEvent>> ddl(SimTransaction transaction) {
        moveOn(transaction);
        described.remove(transaction.ddl().table());
        boolean concerned = matched.contains(transaction.ddl().table());
        VEvent event = concerned ? events.ddl(transaction) : events.logged(VEventType.OTHER, transaction);
        return List.of(List.of(events.vgtid(vgtid.get()), event));
    }

    private List<VEvent> transactionEvents(SimTransaction transaction, Map<String, List<SimColumn>> known) {
        List<VEvent> unit = new ArrayList<>();
        unit.add(events.logged(VEventType.BEGIN, transaction));
        List<SimTransaction.Change> changes = transaction.changes();
        for (int from = 0; from < changes.size(); ) {
            SimTable table = changes.get(from).table();
            int to = from + 1;
            while (to < changes.size() && changes.get(to).table() == table && random.nextBoolean()) {
                to++;
            }
            if (isSent(table.name())) {
                if (!known.containsKey(table.name())) {
                    known.put(table.name(), told(table));
                    unit.add(events.loggedFields(table, known.get(table.name()), transaction));
                }
                unit.add(events.loggedRows(changes.subList(from, to), known.get(table.name()), transaction));
            }
            from = to;
        }
        return unit;
    }

    /** The columns that the tablet takes a row of the binlog for: those of that time, or, without their history, of today. */
    private List<SimColumn> told(SimTable table) {
        List<SimColumn> columns = table.columns();
        Optional<SimTable> now = shard.tables().table(table.name());
        if (keyspace.tracked() || now.isEmpty() || now.get().columns().size() < columns.size()) {
            return columns;
        }
        List<SimColumn> today = now.get().columns().subList(0, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            // Else VTTablet gives no names, or the client finds values that are none of their type: both are refused.
            boolean fits = today.get(i).kind().reads(columns.get(i).kind())
                    && (today.get(i).nullable() || !columns.get(i).nullable());
            if (!fits) {
                return columns;
            }
        }
        return today;
    }

    // Events of a table yet to be copied are dropped; those of a copy begun are sent, whatever their keys.
    private boolean isSent(String table) {
        return matched.contains(table)
                && (!plans.containsKey(table) || plans.get(table).isPresent());
    }

    private void moveOn(SimTransaction transaction) {
        moveTo(position.orElseThrow().union(GtidSet.parse(transaction.gtid())));
    }

    private void moveTo(GtidSet to) {
        position = Optional.of(to);
        told.setGtid(to.toString());
    }

    private List<List<VEvent>> split(List<VEvent> unit) {
        List<List<VEvent>> responses = new ArrayList<>();
        int from = 0;
        boolean many = random.nextInt(3) == 0;
        for (int to = 1; to <= unit.size(); to++) {
            if (to == unit.size() || many && random.nextInt(3) == 0) {
                responses.add(List.copyOf(unit.subList(from, to)));
                from = to;
            }
        }
        return responses;
    }

    private void takeSnapshot() {
        String name = plans.firstKey();
        SimTable table = shard.tables()
                .table(name)
                .orElseThrow(() -> Status.UNKNOWN
                        .withDescription("table " + name + " is not present in the database")
                        .asRuntimeException());
        select = new Select(table, shard.executed(), shard.tables().statements(name));
        described.clear();
        Optional<QueryResult> last = plans.get(name);
        Optional<List<String>> behind = last.map(key -> SimEvents.key(table, key));
        shard.tables().rows(name).forEach((key, row) -> {
            if (behind.isEmpty() || table.isBehind(key, behind.get())) {
                select.rows.add(row);
            }
        });
    }

    private List<List<VEvent>> packet() {
        List<List<VEvent>> unit = new ArrayList<>();
        if (!select.begun) {
            unit.add(List.of(events.bare(VEventType.BEGIN), events.copiedFields(select.table)));
            if (position.isEmpty() || !position.get().equals(select.at)) {
                moveTo(select.at);
                unit.add(List.of(events.vgtid(vgtid.get())));
            }
            select.begun = true;
            if (select.rows.isEmpty()) {
                unit.addAll(tableDone());
                return unit;
            }
        } else {
            unit.add(List.of(events.bare(VEventType.BEGIN)));
        }
        List<VEvent> packet = new ArrayList<>();
        String[] row = null;
        for (int n = 1 + random.nextInt(5); n > 0 && !select.rows.isEmpty(); n--) {
            row = select.rows.remove();
            packet.add(events.copiedRow(select.table, row));
        }
        QueryResult lastKey = events.lastKey(select.table, row);
        plans.put(select.table.name(), Optional.of(lastKey));
        tell(TableLastPK.newBuilder()
                .setTableName(select.table.name())
                .setLastpk(lastKey)
                .build());
        packet.add(events.vgtid(vgtid.get()));
        packet.add(events.bare(VEventType.COMMIT));
        unit.add(packet);
        return unit;
    }

    private void tell(TableLastPK last) {
        forget(last.getTableName());
        told.addTablePKs(last);
    }

    private void forget(String table) {
        for (int i = told.getTablePKsCount() - 1; i >= 0; i--) {
            if (told.getTablePKs(i).getTableName().equals(table)) {
                told.removeTablePKs(i);
            }
        }
    }

    private List<List<VEvent>> tableDone() {
        forget(select.table.name());
        plans.remove(select.table.name());
        select = null;
        caughtUp = false;
        endsCopy = plans.isEmpty();
        return List.of(
                List.of(events.bare(VEventType.BEGIN), events.vgtid(vgtid.get()), events.bare(VEventType.COMMIT)));
    }

    private List<List<VEvent>> copyCompleted() {
        endsCopy = false;
        described.clear();
        return List.of(List.of(events.bare(VEventType.COPY_COMPLETED)));
    }
}
