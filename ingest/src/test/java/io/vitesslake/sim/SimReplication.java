package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The two sides of a reshard while either can serve: VReplication writes every change of those that do into the others, in
 * transactions of their own, so that they can take over (SwitchTraffic, ReverseTraffic). Each stream of it keeps the order of one
 * serving shard; all wait for each other at DDL statements. One thread.
 */
final class SimReplication {

    private final SimMigrations migrations;
    private final List<Feed> feeds = new ArrayList<>();
    private List<SimShard> serving;
    private List<SimShard> fed;

    /** One stream. */
    private static final class Feed {

        private final SimShard from;
        private final SimShard to;
        // A table that every shard holds whole comes from one of them.
        private final boolean references;
        private int read;

        Feed(SimShard from, SimShard to, boolean references) {
            this.from = from;
            this.to = to;
            this.references = references;
            this.read = from.binlog().size();
        }

        Optional<SimTransaction> next() {
            return read < from.binlog().size() ? Optional.of(from.binlog().get(read)) : Optional.empty();
        }

        boolean isAtDdl() {
            return next().filter(next -> next.kind() == SimTransaction.Kind.DDL).isPresent();
        }

        List<SimTransaction.Change> changes() {
            return next().orElseThrow().changes().stream().filter(this::isFor).toList();
        }

        private boolean isFor(SimTransaction.Change change) {
            String[] row = change.after() == null ? change.before() : change.after();
            return change.table().isReference()
                    ? references
                    : to.holds(change.table().place(row));
        }

        /** Whether no row is in the way: one of another serving shard, which has left its key to this one, may be yet. */
        boolean isFree() {
            SimTables rows = to.tables().copy();
            for (SimTransaction.Change change : changes()) {
                List<String> key =
                        change.after() == null ? null : change.table().key(change.after());
                boolean stays = change.before() != null
                        && change.table().key(change.before()).equals(key);
                if (key != null && !stays && rows.rows(change.table().name()).containsKey(key)) {
                    return false;
                }
                rows.apply(change);
            }
            return true;
        }
    }

    /**
     * @param serving those that do from now on
     * @param fed the others, which have the same rows
     */
    SimReplication(SimMigrations migrations, List<SimShard> serving, List<SimShard> fed) {
        this.migrations = migrations;
        this.serving = serving;
        this.fed = fed;
        feed();
    }

    private void feed() {
        feeds.clear();
        for (SimShard to : fed) {
            for (SimShard from : serving) {
                feeds.add(new Feed(from, to, from == serving.get(0)));
            }
        }
    }

    List<SimShard> serving() {
        return serving;
    }

    List<SimShard> fed() {
        return fed;
    }

    /** Whether some of these shards serve on its one side. */
    boolean isOf(List<SimShard> shards) {
        return serving.stream().anyMatch(shards::contains);
    }

    /** The others serve; they have caught up. */
    void turn() {
        List<SimShard> before = serving;
        serving = fed;
        fed = before;
        feed();
    }

    /** Writes all that is left; whether that was possible. */
    boolean catchUp(long seconds, Random random) {
        while (feeds.stream().anyMatch(feed -> feed.next().isPresent())) {
            if (feeds.stream().noneMatch(this::canGoOn)) {
                return false;
            }
            step(seconds, random);
        }
        return true;
    }

    private boolean canGoOn(Feed feed) {
        if (feed.isAtDdl()) {
            return feeds.stream().filter(other -> other.to == feed.to).allMatch(Feed::isAtDdl);
        }
        return feed.next().isPresent() && feed.isFree();
    }

    /** Lets one stream go on by a transaction; tells what was written, if anything was. */
    Optional<String> step(long seconds, Random random) {
        List<Feed> able = feeds.stream().filter(this::canGoOn).toList();
        if (able.isEmpty()) {
            return Optional.empty();
        }
        Feed feed = able.get(random.nextInt(able.size()));
        if (feed.isAtDdl()) {
            return Optional.of(run(feed, seconds, random));
        }
        SimTransaction next = feed.next().orElseThrow();
        List<SimTransaction.Change> changes = feed.changes();
        feed.read++;
        // Now and then only the position is saved, in a table that is not streamed.
        if (changes.isEmpty() && random.nextInt(3) > 0) {
            return Optional.empty();
        }
        changes.forEach(feed.to::apply);
        String gtid =
                feed.to.log(SimTransaction.Kind.ROWS, changes, seconds, random).gtid();
        return Optional.of(feed.to.name() + " " + gtid + " fed with " + next.gtid() + " of " + feed.from.name() + " "
                + SimKeyspace.describe(changes));
    }

    private String run(Feed feed, long seconds, Random random) {
        SimDdl ddl = feed.next().orElseThrow().ddl();
        feeds.stream().filter(other -> other.to == feed.to).forEach(other -> other.read++);
        feed.to.run(ddl, seconds, random);
        migrations.follow(feed.to);
        return feed.to.name() + " fed with " + ddl;
    }
}
