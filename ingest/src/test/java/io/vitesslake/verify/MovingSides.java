package io.vitesslake.verify;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import io.vitesslake.verify.LakeStanding.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A source of two shards under writers and a lake that follows it by checkpoints, all from one seed. Each call moves both. As in
 * MySQL a transaction is in the binlog first, where the lake finds it, then its rows are seen, and then its GTID is listed.
 */
final class MovingSides implements Sides, Pace {

    private static final String UUID = "16b1039f-22b6-11ed-b765-0a43f95f28a";
    private static final int MOST_WRITES = 12;
    private static final int LONGEST_STALL = 12;
    private static final int LISTING_PAUSES = 6;
    private static final Layout LAYOUT =
            new Layout(List.of("id", "v"), List.of(ValueKind.INTEGER, ValueKind.TEXT), List.of(0));

    private final Random random;
    private final List<SimulatedShard> shards = List.of(new SimulatedShard(0), new SimulatedShard(1));
    private final Map<Long, List<LakeRow>> lake = new TreeMap<>();
    private final List<Long> moving = new ArrayList<>();
    /** Keys that take one of two values again and again. */
    private final Set<Long> toggling = new TreeSet<>();

    private long sequence = 1;
    private long version;
    private boolean syncRuns = true;
    private State state = State.RUNNING;
    private Instant now = Instant.EPOCH;

    MovingSides(long seed) {
        random = new Random(seed);
    }

    private record LakeRow(String value, long writtenAt) {}

    /** @param value null for a delete */
    private record Change(long key, String value) {}

    private final class SimulatedShard {

        private final Shard name;
        private final String uuid;
        private final List<Change> binlog = new ArrayList<>();
        private final Map<Long, String> rows = new TreeMap<>();
        private int seen;
        private int listed;
        private int synced;
        private int stall;

        SimulatedShard(int number) {
            name = new Shard("commerce", number == 0 ? "-80" : "80-");
            uuid = UUID + number;
        }

        void move() {
            if (!moving.isEmpty()) {
                for (int i = random.nextInt(MOST_WRITES); i > 0; i--) {
                    write(moving.get(random.nextInt(moving.size())));
                }
            }
            listed = random.nextInt(LISTING_PAUSES) == 0 ? seen : listed;
            // Commits wait for a replica's acknowledgement now and then.
            stall = stall > 0 ? stall - 1 : random.nextInt(10) == 0 ? random.nextInt(LONGEST_STALL) : 0;
            if (stall == 0) {
                see(seen + random.nextInt(binlog.size() - seen + 1));
            }
        }

        private void write(long key) {
            if (shardOf(key) != this) {
                return;
            }
            String fresh = "v" + version++;
            String value = toggling.contains(key) ? (random.nextBoolean() ? "on" : "off") : fresh;
            binlog.add(new Change(key, random.nextInt(5) == 0 && !toggling.contains(key) ? null : value));
        }

        void see(int upTo) {
            for (; seen < upTo; seen++) {
                Change change = binlog.get(seen);
                if (change.value == null) {
                    rows.remove(change.key);
                } else {
                    rows.put(change.key, change.value);
                }
            }
        }

        /** What the next checkpoint of the lake has of this shard: the net effect by key. */
        void sync(Map<Long, String> before) {
            int upTo = synced + random.nextInt(binlog.size() - synced + 1);
            for (; synced < upTo; synced++) {
                before.put(binlog.get(synced).key, binlog.get(synced).value);
            }
        }

        ShardPosition at(int number) {
            return ShardPosition.at(number == 0 ? GtidSet.EMPTY : GtidSet.parse(uuid + ":1-" + number));
        }
    }

    // How a test sets the scene.

    void insert(long key, String value) {
        shardOf(key).rows.put(key, value);
        lake.put(key, List.of(new LakeRow(value, sequence)));
    }

    void moves(long key) {
        insert(key, "v" + version++);
        moving.add(key);
    }

    void toggles(long key) {
        insert(key, "on");
        moving.add(key);
        toggling.add(key);
    }

    /** Behind the binlog's back. */
    void changeUnseen(long key, String value) {
        if (value == null) {
            shardOf(key).rows.remove(key);
        } else {
            shardOf(key).rows.put(key, value);
        }
    }

    void doubleInLake(long key) {
        LakeRow row = lake.get(key).get(0);
        lake.put(key, List.of(row, row));
    }

    void stopSync(State newState) {
        syncRuns = false;
        state = newState;
    }

    /** Some time passes. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    // How the comparison sees it.

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void pause(Duration time) {
        now = now.plus(time);
        // A pause is long enough for a transaction to get from the binlog into the list, if it is on its way.
        int[] logged = shards.stream().mapToInt(shard -> shard.seen).toArray();
        step();
        for (int i = 0; i < logged.length; i++) {
            shards.get(i).listed = Math.max(shards.get(i).listed, logged[i]);
        }
    }

    @Override
    public Look look() {
        step();
        return new SimulatedLook();
    }

    private SimulatedShard shardOf(long key) {
        return shards.get((int) (key % 2));
    }

    private void step() {
        shards.forEach(SimulatedShard::move);
        if (syncRuns && random.nextInt(2) == 0) {
            checkpoint();
        }
    }

    private void checkpoint() {
        Map<Long, String> changes = new TreeMap<>();
        shards.forEach(shard -> shard.sync(changes));
        sequence++;
        changes.forEach(
                (key, value) -> lake.put(key, value == null ? List.of() : List.of(new LakeRow(value, sequence))));
    }

    private final class SimulatedLook implements Look {

        private final Map<Long, List<LakeRow>> rows = new TreeMap<>(lake);
        private final long pinned = sequence;
        private final LakeStanding standing = new LakeStanding(
                state,
                Vgtid.of(Map.of(
                        shards.get(0).name, shards.get(0).at(shards.get(0).synced),
                        shards.get(1).name, shards.get(1).at(shards.get(1).synced))),
                state == State.RUNNING ? "" : "it is " + state);

        @Override
        public LakeStanding standing() {
            return standing;
        }

        @Override
        public long sequenceNumber() {
            return pinned;
        }

        @Override
        public Vgtid source() {
            return Vgtid.of(Map.of(
                    shards.get(0).name, shards.get(0).at(shards.get(0).listed),
                    shards.get(1).name, shards.get(1).at(shards.get(1).listed)));
        }

        @Override
        public Layout layout() {
            return LAYOUT;
        }

        @Override
        public void readSource(RowSink sink) {
            for (SimulatedShard shard : shards) {
                step();
                Map<Long, String> snapshot = new TreeMap<>(shard.rows);
                step();
                snapshot.forEach((key, value) -> sink.row(new String[] {Long.toString(key), value}, 0));
            }
        }

        @Override
        public void readLake(RowSink sink) {
            step();
            rows.forEach((key, all) ->
                    all.forEach(row -> sink.row(new String[] {Long.toString(key), row.value}, row.writtenAt)));
        }
    }
}
