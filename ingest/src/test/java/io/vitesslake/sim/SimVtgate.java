package io.vitesslake.sim;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.GtidSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A VTGate that is also the channel to it: calls answer when it is told to go on, in the thread that tells so. What the client
 * asks for and decodes is as on a real connection.
 */
final class SimVtgate extends Channel {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Status[] CUTS = {
        Status.UNAVAILABLE.withDescription("transport is closing"),
        Status.CANCELLED.withDescription("failed to find a PRIMARY tablet for VStream"),
        Status.UNKNOWN.withDescription("(errno 2013) lost connection"),
        Status.DEADLINE_EXCEEDED,
        Status.OK
    };

    private static final Status[] FAULTS = {
        Status.UNAVAILABLE.withDescription("fault: io exception"),
        Status.CANCELLED.withDescription("fault: failed to find a PRIMARY tablet for VStream"),
        Status.RESOURCE_EXHAUSTED.withDescription("fault: too many streams"),
        Status.UNAVAILABLE.withDescription("fault: target: shop: primary is not serving, there may be a reparent")
    };

    private final SimKeyspace keyspace;
    private final SimOdds odds;
    private final Random random;
    private final SimClock clock;
    private final Coverage coverage;
    private final SimTrace trace;
    private final Mistake mistake;
    private Clients clients = new Clients();
    private FaultyCalls faults;
    private int opened;
    // Each takes a minute and more, and no progress counts as none however often it is tried.
    private int standstillsLeft = 2;

    /** The calls of one process. */
    static final class Clients {

        private final List<Call> calls = new ArrayList<>();
        // Newest position sent of each table and shard.
        private final Map<String, GtidSet> reached = new HashMap<>();
    }

    SimVtgate(
            SimKeyspace keyspace,
            SimOdds odds,
            Random random,
            SimClock clock,
            Coverage coverage,
            SimTrace trace,
            Mistake mistake) {
        this.keyspace = keyspace;
        this.odds = odds;
        this.random = random;
        this.clock = clock;
        this.coverage = coverage;
        this.trace = trace;
        this.mistake = mistake;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
        return (ClientCall<Q, R>) new Call();
    }

    @Override
    public String authority() {
        return "sim";
    }

    /** The client died: its calls with it. */
    void forgetClients() {
        clients = new Clients();
        faults = null;
    }

    /** What else goes wrong with streams from now on. */
    void faults(FaultyCalls newFaults) {
        faults = newFaults;
    }

    /** Another process is the one that calls; returns those before. */
    Clients exchange(Clients others) {
        Clients before = clients;
        clients = others;
        return before;
    }

    /** Lets one stream go on by a response, or fail; tells whether any could. */
    boolean step() {
        List<Call> ready = clients.calls.stream().filter(Call::canGoOn).toList();
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random.nextInt(ready.size())).step();
        return true;
    }

    boolean isCopying() {
        return clients.calls.stream().anyMatch(call -> call.stream != null && call.stream.isCopying());
    }

    boolean isCopying(String table) {
        return clients.calls.stream()
                .anyMatch(call -> call.stream != null
                        && call.stream.isCopying()
                        && call.stream.tables().contains(table));
    }

    /** Sends heartbeats where nothing was sent for long. */
    void beat() {
        List.copyOf(clients.calls).forEach(Call::beat);
    }

    private final class Call extends ClientCall<VStreamRequest, byte[]> {

        private final int number = ++opened;
        private UnaryOperator<List<VEvent>> understanding;
        private Listener<byte[]> client;
        private SimStream stream;
        private Status refusal;
        private int demand;
        private boolean stuck;
        private Instant lastSent = clock.instant();
        private final Clients owner = clients;
        private final Set<String> open = new HashSet<>();
        private boolean told;
        private boolean hangs;
        private boolean cutsInTransaction;

        @Override
        public void start(Listener<byte[]> listener, Metadata headers) {
            client = listener;
            owner.calls.add(this);
        }

        @Override
        public void request(int messages) {
            demand += messages;
        }

        @Override
        public void sendMessage(VStreamRequest request) {
            understanding = mistake.understanding(request.getVgtid());
            trace.add(() -> "#" + number + " opens "
                    + request.getFilter().getRulesList().stream()
                            .map(rule -> rule.getMatch())
                            .toList() + " at " + SimTrace.text(request.getVgtid()));
            if (request.getFilter().getRulesCount() > 1) {
                coverage.count(Coverage.Event.JOIN);
            }
            if (request.getVgtid().getShardGtidsList().stream()
                    .anyMatch(shard -> shard.getTablePKsList().stream().anyMatch(table -> table.hasLastpk()))) {
                coverage.count(Coverage.Event.RESUMED_COPY);
            }
            try {
                stream = new SimStream(keyspace, request, odds.named(), random);
            } catch (StatusRuntimeException refused) {
                refusal = refused.getStatus();
            }
        }

        @Override
        public void halfClose() {
            // One request is all there is.
        }

        @Override
        public void cancel(String message, Throwable cause) {
            if (owner.calls.remove(this)) {
                client.onClose(Status.CANCELLED, new Metadata());
            }
        }

        boolean canGoOn() {
            return !stuck && !hangs && demand > 0 && (refusal != null || stream.hasMore());
        }

        void step() {
            if (refusal != null) {
                end(refusal);
            } else if (meetsFault()) {
                return;
            } else if (odds.cuts(random)) {
                cut();
            } else {
                if (odds.retries(random)) {
                    retry();
                }
                try {
                    send(stream.hasMore() ? stream.next() : List.of());
                } catch (StatusRuntimeException failed) {
                    end(failed.getStatus());
                }
            }
        }

        private void send(List<VEvent> events) {
            if (!events.isEmpty()) {
                demand--;
                lastSent = clock.instant();
                if (events.get(0).getType() != VEventType.HEARTBEAT) {
                    trace.add(() -> "#" + number + " " + SimTrace.text(events));
                }
                stream.positions()
                        .forEach((shard, at) -> stream.tables()
                                .forEach(table -> owner.reached.merge(table + shard, at, GtidSet::union)));
                told = true;
                client.onMessage(VStreamResponse.newBuilder()
                        .addAllEvents(understanding.apply(events))
                        .build()
                        .toByteArray());
                cutInTransaction(events);
            }
        }

        /** Whether the call is not to go on. */
        private boolean meetsFault() {
            if (faults == null) {
                return false;
            }
            switch (faults.next(told ? FaultPlan.Call.STREAM : FaultPlan.Call.STREAM_START)) {
                case BEFORE -> {
                    end(FAULTS[random.nextInt(FAULTS.length)]);
                    return true;
                }
                case HANG -> {
                    hangs = true;
                    return true;
                }
                case AFTER -> cutsInTransaction = true;
                default -> {
                    return false;
                }
            }
            return false;
        }

        private void cutInTransaction(List<VEvent> events) {
            for (VEvent event : events) {
                if (event.getType() == VEventType.BEGIN) {
                    open.add(event.getShard());
                } else if (event.getType() == VEventType.COMMIT || event.getType() == VEventType.OTHER) {
                    open.remove(event.getShard());
                }
            }
            if (cutsInTransaction && !open.isEmpty() && owner.calls.contains(this)) {
                coverage.count(Coverage.Event.CUT_IN_TRANSACTION);
                end(FAULTS[random.nextInt(FAULTS.length)]);
            }
        }

        void beat() {
            if (demand > 0
                    && !hangs
                    && refusal == null
                    && Duration.between(lastSent, clock.instant()).compareTo(HEARTBEAT) > 0) {
                send(List.of(VEvent.newBuilder()
                        .setType(VEventType.HEARTBEAT)
                        .setTimestamp(clock.instant().getEpochSecond())
                        .build()));
            }
        }

        private void cut() {
            coverage.count(
                    switch (stream.phase()) {
                        case COPY -> Coverage.Event.CUT_IN_COPY;
                        case CATCH_UP -> Coverage.Event.CUT_IN_CATCH_UP;
                        case RUNNING -> Coverage.Event.CUT_WHILE_RUNNING;
                    });
            if (stream.isAtBoundary()) {
                coverage.count(Coverage.Event.CUT_AT_RESHARD);
            }
            if (stream.tables().size() > 1 && isBehind()) {
                coverage.count(Coverage.Event.CUT_IN_JOIN);
            }
            if (standstillsLeft > 0 && random.nextInt(2) == 0) {
                // Heartbeats go on.
                stuck = true;
                standstillsLeft--;
                trace.add(() -> "#" + number + " stands still");
                coverage.count(Coverage.Event.STOOD_STILL);
            } else {
                end(CUTS[random.nextInt(CUTS.length)]);
            }
        }

        /** Whether the stream sends again what some of its tables have had from another. */
        private boolean isBehind() {
            return stream.positions().entrySet().stream()
                    .anyMatch(shard -> stream.tables().stream()
                            .anyMatch(table -> !shard.getValue()
                                    .contains(owner.reached.getOrDefault(table + shard.getKey(), GtidSet.EMPTY))));
        }

        private void retry() {
            boolean unfinished = random.nextInt(3) == 0;
            SimTablet.Phase phase = stream.retry(unfinished);
            if (phase != null) {
                trace.add(() -> "#" + number + " VTGate retries in " + phase);
                coverage.count(
                        switch (phase) {
                            case COPY -> Coverage.Event.RETRY_IN_COPY;
                            case CATCH_UP -> Coverage.Event.RETRY_IN_CATCH_UP;
                            case RUNNING -> Coverage.Event.RETRY_WHILE_RUNNING;
                        });
                if (unfinished) {
                    coverage.count(Coverage.Event.UNFINISHED_TRANSACTION);
                }
            }
        }

        private void end(Status status) {
            trace.add(() -> "#" + number + " ends: " + status.getCode() + " " + status.getDescription());
            owner.calls.remove(this);
            client.onClose(status, new Metadata());
        }
    }
}
