package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.TransactionBuffer;
import io.vitesslake.change.CodedException;
import io.vitesslake.ddl.TableDdl;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.UnnamedCollations;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * One stream and the tables it serves: holds each shard's unfinished transaction and gives complete ones to the tables that do
 * not have them yet. Belongs to the loop's thread.
 */
final class StreamSync implements SourceListener {

    private static final long SPILLED_PART = 16;

    private final Map<String, TableSync> tables = new TreeMap<>();
    private final List<TableSync> byId = new ArrayList<>();
    private final Map<Shard, ShardTransaction> transactions = new HashMap<>();
    private final Map<Shard, ShardTally> tallies = new HashMap<>();
    private final Supplier<TransactionBuffer> logs;
    private final MemoryBudget budget;
    private final StreamOwner owner;
    private final InstantSource clock;
    private final BiFunction<String, String, TableDdl> ddlParser;
    private final Map<TableSync, CopyWatch> watches = new HashMap<>();

    private Vgtid position;
    // Told but not yet ended by COMMIT, DDL or OTHER; null in between.
    private Vgtid told;
    private Optional<SourceStream> open = Optional.empty();
    // Where the last row went; null when that may have changed.
    private Route route;
    private boolean copying;
    // Whether some table may have what the stream sends.
    private boolean skipping;
    private boolean crossedShards;
    // When VTGate last sent anything; null until asked for the first time after opening.
    private Instant heard;
    private boolean quiet;
    // When it last sent more than a heartbeat; null before the first look.
    private Instant moved;
    private long sourceSeconds;

    /** A shard's transaction since BEGIN. */
    private static final class ShardTransaction {

        private final TransactionBuffer log;
        private final ShardTally tally;
        private String gtid = "";
        private long seconds;

        ShardTransaction(TransactionBuffer log, ShardTally tally) {
            this.log = log;
            this.tally = tally;
        }
    }

    /**
     * @param start where the stream starts
     * @param logs makes buffers for unfinished transactions
     * @param ddlParser tells from a statement and a table's bare name what the one does to the other
     * @param owner is told of a table that cannot go on
     */
    StreamSync(
            Collection<TableSync> tables,
            Vgtid start,
            Supplier<TransactionBuffer> logs,
            MemoryBudget budget,
            BiFunction<String, String, TableDdl> ddlParser,
            StreamOwner owner,
            InstantSource clock) {
        this.clock = clock;
        this.ddlParser = ddlParser;
        this.position = start;
        this.logs = logs;
        this.budget = budget;
        this.owner = owner;
        for (TableSync table : tables) {
            this.tables.put(table.table(), table);
            while (byId.size() <= table.id()) {
                byId.add(null);
            }
            byId.set(table.id(), table);
        }
    }

    /** Starts or starts again at {@link #position}. */
    void opened(SourceStream stream) {
        open = Optional.of(stream);
        heard = null;
        moved = null;
        quiet = false;
        tables.values().forEach(table -> table.serve(position, this::position));
        skipping = true;
        copying = isCopying();
        watch();
    }

    // A table is watched from its copy on: running, it never shows up as copying unless VTGate is mistaken.
    private void watch() {
        watches.values().forEach(CopyWatch::reset);
        for (TableSync table : tables.values()) {
            if (position.isCopying(table.table())) {
                watches.putIfAbsent(table, new CopyWatch(table.setup()));
            }
        }
    }

    /** VTGate sent something, be it a heartbeat, or could not because nobody read. */
    void heard(Instant now) {
        heard = now;
        if (!quiet) {
            moved = now;
        }
    }

    /** Whether VTGate has had nothing to send for longer than given, though it is there. */
    boolean isIdle(Instant now, Duration longest) {
        return quiet && moved != null && Duration.between(moved, now).compareTo(longest) > 0;
    }

    /** Whether an open stream has sent nothing at all for longer than given, though VTGate sends heartbeats. */
    boolean isSilent(Instant now, Duration longest) {
        if (open.isEmpty()) {
            return false;
        }
        if (heard == null) {
            heard = now;
            moved = now;
        }
        return Duration.between(heard, now).compareTo(longest) > 0;
    }

    Optional<SourceStream> handle() {
        return open;
    }

    /** Ends the RPC; what it left unfinished is void, since it comes again. */
    void close() {
        open.ifPresent(SourceStream::close);
        open = Optional.empty();
        told = null;
        route = null;
        transactions.values().forEach(transaction -> transaction.log.close());
        transactions.clear();
    }

    Collection<TableSync> tables() {
        return tables.values();
    }

    void remove(TableSync table) {
        route = null;
        tables.remove(table.table());
        watches.remove(table);
        byId.set(table.id(), null);
    }

    /** The position up to which every table of the stream has everything. */
    Vgtid position() {
        return position;
    }

    ShardStanding standing(Shard shard) {
        ShardTransaction transaction = transactions.get(shard);
        boolean lacksRows = tables.keySet().stream().anyMatch(table -> position.isCopying(shard, table));
        long unfinished = transaction == null ? 0 : transaction.log.bytes();
        return new ShardStanding(position.position(shard), lacksRows, unfinished);
    }

    boolean isCopying() {
        return tables.values().stream().anyMatch(table -> position.isCopying(table.table()));
    }

    /** Whether it serves a copy that is to replace what readers see, whose name another table has too. */
    boolean isBeside() {
        return tables.values().stream().anyMatch(table -> table.recopy().isPresent());
    }

    /** Whether the shard set has changed since this was last asked. */
    boolean takeCrossedShards() {
        boolean crossed = crossedShards;
        crossedShards = false;
        return crossed;
    }

    /** Whether VTGate has had nothing to send for a heartbeat interval. */
    boolean isQuiet() {
        return quiet;
    }

    /** Commit time of the newest transaction in Unix seconds, 0 before the first. */
    long sourceSeconds() {
        return sourceSeconds;
    }

    /** Goes on where another ended that it serves the tables of. */
    void takeOver(StreamSync other) {
        other.tallies.forEach((shard, tally) -> tallies.merge(shard, tally.handedOn(), ShardTally::newer));
    }

    /** What each shard has sent, over all times that it was opened. */
    Map<Shard, ShardTally> tallies() {
        return tallies;
    }

    @Override
    public void begin(Shard shard, String eventGtid, long commitSeconds) {
        quiet = false;
        told = null;
        ShardTransaction transaction = transaction(shard);
        transaction.log.begin();
        transaction.gtid = eventGtid;
        transaction.seconds = commitSeconds;
        // Whether a table has it differs from one transaction to the next.
        if (route != null && (route.target() == null || skips())) {
            route = null;
        }
    }

    // Only opening makes tables skip, so that once none does, none is asked again.
    private boolean skips() {
        skipping = skipping
                && tables.values().stream().anyMatch(table -> table.position().skips());
        return skipping;
    }

    /** Whether the table has the shard's unfinished transaction; VTGates before v23 do not tell yet which it is. */
    private boolean isHeld(Shard shard, TableSync table) {
        String gtid = transaction(shard).gtid;
        return table.position().skips() && !gtid.isEmpty() && table.position().holds(shard, GtidSet.parse(gtid));
    }

    @Override
    public void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns) {
        route = null;
        TableSync target = tables.get(table);
        if (target == null) {
            return;
        }
        Optional<String> broken = copied ? begins(shard, target) : Optional.empty();
        if (broken.isPresent()) {
            copyAnew(target, broken.get());
            return;
        }
        try {
            ToldColumns toldNow = new ToldColumns(named(shard, table, columns), clock.instant());
            if (!copied && isHeld(shard, target)) {
                target.columns().postpone(shard, toldNow);
            } else {
                evolve(target, target.fields(shard, toldNow));
            }
        } catch (CodedException e) {
            stop(target, e);
        }
    }

    // As with collations that VTTablet tells (vstreamer.go, getExtColInfos), those of now, and hence as old as the
    // answer.
    private List<SourceColumn> named(Shard shard, String table, List<SourceColumn> columns) {
        return UnnamedCollations.among(columns)
                ? UnnamedCollations.named(columns, owner.columns(shard, table))
                : columns;
    }

    private boolean evolve(TableSync table, Evolution evolution) {
        boolean followed = evolution == Evolution.FOLLOWED;
        if (!followed) {
            owner.evolve(table, evolution);
        }
        return followed;
    }

    private Optional<String> begins(Shard shard, TableSync table) {
        CopyWatch watch = watches.get(table);
        return watch == null
                ? Optional.of(shard + " is copied once more, though its copy was complete")
                : watch.begins(shard, position);
    }

    @Override
    public void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length) {
        if (route == null || !route.leads(shard, table)) {
            route = route(shard, table);
        }
        if (route.target() != null) {
            route.log().add(route.target().id(), route.format(), copied, buffer, offset, length);
        }
    }

    @Override
    public void partialRow(Shard shard, String table, CodedException error) {
        TableSync target = tables.get(table);
        if (target != null && !isHeld(shard, target)) {
            stop(target, error);
        }
    }

    private Route route(Shard shard, String table) {
        TransactionBuffer log = transaction(shard).log;
        TableSync target = tables.get(table);
        if (target != null && !isHeld(shard, target)) {
            try {
                if (evolve(target, target.settle(shard))) {
                    return new Route(shard, table, target, target.columns().format(shard), log);
                }
            } catch (CodedException e) {
                stop(target, e);
            }
        }
        return new Route(shard, table, null, null, log);
    }

    @Override
    public void position(Vgtid vgtid) {
        told = vgtid;
    }

    @Override
    public void commit(Shard shard, String eventGtid, long commitSeconds) {
        ShardTransaction transaction = transaction(shard);
        String gtid = eventGtid.isEmpty() ? transaction.gtid : eventGtid;
        Vgtid next = told != null ? told : withGtid(shard, gtid);
        judge(next);
        apply(shard, transaction, gtid, next);
        transaction.log.begin();
        long seconds = Math.max(commitSeconds, transaction.seconds);
        sourceSeconds = Math.max(sourceSeconds, seconds);
        transaction.tally.took(gtid, seconds);
        advance(next);
    }

    // Before anything of the transaction is applied: a table that has to be copied anew does not get it.
    private void judge(Vgtid next) {
        boolean crosses = !next.sameShards(position);
        if (!crosses && watches.isEmpty()) {
            return;
        }
        for (TableSync table : List.copyOf(tables.values())) {
            CopyWatch watch = watches.get(table);
            Optional<String> broken = watch == null ? Optional.empty() : watch.moves(position, next);
            if (broken.isEmpty() && crosses && table.setup().reference()) {
                broken = Optional.of("the shard that it was read from was replaced");
            }
            if (broken.isPresent()) {
                copyAnew(table, broken.get());
            } else if (crosses && table.position().hasBeenAcross(position, next)) {
                remove(table);
                owner.goOnAlone(table, table.position().withHeld(position));
            }
        }
    }

    private void apply(Shard shard, ShardTransaction transaction, String gtid, Vgtid next) {
        GtidSet gtids = gtids(shard, gtid, next);
        transaction.log.forEach((id, format, copied, bytes, offset, length) -> {
            TableSync table = byId.get(id);
            if (table == null || !copied && table.position().holds(shard, gtids)) {
                return;
            }
            try {
                boolean resumed = copying && !copied && next.isCopying(shard, table.table());
                fold(table, format, copied, resumed, bytes, offset, length);
                table.tally().sourceTime(transaction.seconds);
            } catch (CodedException e) {
                stop(table, e);
            }
        });
    }

    private void fold(
            TableSync table, RowFormat format, boolean copied, boolean resumed, byte[] bytes, int offset, int length) {
        table.fold(format, copied, resumed, bytes, offset, length);
        if (budget.isExceeded()) {
            spillLargest();
        }
    }

    // A transaction cannot be cut, so what does not fit goes to disk; small buffers stay, since each run costs a file.
    private void spillLargest() {
        tables.values().stream()
                .max(Comparator.comparingLong(table -> table.buffered().bytes()))
                .filter(table -> table.buffered().bytes() >= budget.limit() / SPILLED_PART)
                .ifPresent(table -> table.buffered().spill());
    }

    // A transaction ended by a textual COMMIT comes without VGTID; the next one includes it.
    private Vgtid withGtid(Shard shard, String gtid) {
        if (gtid.isEmpty()) {
            return position;
        }
        ShardPosition now = position.position(shard);
        GtidSet next = now.gtids().union(GtidSet.parse(gtid));
        return position.with(shard, new ShardPosition(ShardPosition.State.AT, next, now.tablePks()));
    }

    // Asked for only while some table skips. VTGates before v23 do not name the transaction: it is what the position
    // has gained.
    private GtidSet gtids(Shard shard, String gtid, Vgtid next) {
        if (!skips()) {
            return GtidSet.EMPTY;
        }
        if (!gtid.isEmpty()) {
            return GtidSet.parse(gtid);
        }
        if (!position.shards().contains(shard) || !next.shards().contains(shard)) {
            return GtidSet.EMPTY;
        }
        return next.position(shard).gtids().minus(position.position(shard).gtids());
    }

    @Override
    public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {
        Vgtid next = told != null ? told : withGtid(shard, eventGtid);
        judge(next);
        GtidSet gtids = gtids(shard, eventGtid, next);
        Map<TableSync, TableDdl> concerned = new LinkedHashMap<>();
        for (TableSync table : tables.values()) {
            TableDdl ddl = ddlParser.apply(statement, table.table());
            if (!ddl.isNothing() && table.position().holds(shard, gtids)) {
                table.columns().forgetPostponed(shard);
            } else if (!ddl.isNothing()) {
                concerned.put(table, ddl);
            }
        }
        Vgtid before = position;
        advance(next);
        Instant at = Instant.ofEpochSecond(commitSeconds);
        Instant met = clock.instant();
        concerned.forEach((table, ddl) -> owner.ddl(table, new DdlEvent(shard, ddl, before, at, met)));
    }

    @Override
    public void other(Shard shard) {
        Vgtid next = told != null ? told : position;
        judge(next);
        advance(next);
    }

    @Override
    public void shardCopied(Shard shard) {
        // A hint only; the position tells what is copied.
    }

    @Override
    public void heartbeat() {
        quiet = true;
    }

    private void advance(Vgtid next) {
        told = null;
        quiet = false;
        crossedShards |= !next.sameShards(position);
        position = next;
        if (copying) {
            tables.values().forEach(table -> table.advance(next));
            copying = isCopying();
        }
    }

    private ShardTransaction transaction(Shard shard) {
        return transactions.computeIfAbsent(
                shard, s -> new ShardTransaction(logs.get(), tallies.computeIfAbsent(s, any -> new ShardTally())));
    }

    private void stop(TableSync table, CodedException error) {
        remove(table);
        owner.stop(table, error);
    }

    private void copyAnew(TableSync table, String why) {
        remove(table);
        owner.copyAnew(table, why);
    }
}
