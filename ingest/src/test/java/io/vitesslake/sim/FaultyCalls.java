package io.vitesslake.sim;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.sim.FaultPlan.Call;
import io.vitesslake.sim.FaultPlan.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/** Makes calls meet the faults that the plan has for them. */
final class FaultyCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final FaultPlan plan;
    private final Random random;
    private final SimClock clock;
    private final Coverage coverage;
    private final SimTrace trace;

    /** @param random of the faults alone; used by the thread of the simulation and by those of the lake */
    FaultyCalls(FaultPlan plan, Random random, SimClock clock, Coverage coverage, SimTrace trace) {
        this.plan = plan;
        this.random = random;
        this.clock = clock;
        this.coverage = coverage;
        this.trace = trace;
    }

    FaultPlan plan() {
        return plan;
    }

    /** What becomes of a call; the caller sees to it. */
    Fault next(Call call) {
        Fault fault = plan.next(call);
        if (fault != Fault.NONE) {
            coverage.count(call, fault);
            trace.add(() -> "fault: " + call + " " + fault);
        }
        return fault;
    }

    /** A call to catalog or store. */
    <T> T toLake(Call call, Supplier<T> action) {
        return meet(call, action, FaultyCalls::ofLake);
    }

    /** A call to VTGate that is not a stream, as the product sees it. */
    <T> T toSource(Call call, Supplier<T> action) {
        return meet(call, action, FaultyCalls::ofSource);
    }

    private <T> T meet(Call call, Supplier<T> action, Function<Random, RuntimeException> error) {
        Fault fault = next(call);
        switch (fault) {
            case NONE, LATE, REFUSED, REFUSED_AFTER -> {
                return action.get();
            }
            case SLOW -> {
                pass(random.nextInt(120));
                return action.get();
            }
            case BEFORE -> throw error.apply(random);
            case AFTER -> {
                T answer = action.get();
                trace.add(() -> "fault: nobody hears " + (answer == null ? "that it is done" : "the answer"));
                throw error.apply(random);
            }
            case HANG -> {
                hang();
                throw error.apply(random);
            }
        }
        throw new IllegalStateException(fault.toString());
    }

    /** The client waits until it gives up. */
    void hang() {
        pass((int) TIMEOUT.toSeconds());
    }

    void pass(int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
    }

    RuntimeException lost() {
        return ofLake(random);
    }

    private static RuntimeException ofLake(Random random) {
        IOException cause = new IOException("fault: connection reset");
        return switch (random.nextInt(3)) {
            case 0 -> new UncheckedIOException(cause);
            case 1 -> new RuntimeIOException(cause);
            default -> new ServiceUnavailableException("fault: 503");
        };
    }

    static RuntimeException ofSource(Random random) {
        String reason =
                random.nextBoolean() ? "vtgate-unavailable" : random.nextBoolean() ? "no-tablet" : "vtgate-timeout";
        return new CodedException(ErrorCode.SOURCE, reason, "Cannot ask VTGate: fault. Start again.");
    }
}
