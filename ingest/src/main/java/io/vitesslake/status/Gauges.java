package io.vitesslake.status;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gauges that come and go together: those of one table, say. */
final class Gauges {

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> registered = new ArrayList<>();

    /** @param tags of each of them */
    Gauges(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    /** @param value null where it is not known, which reads as NaN */
    Gauges add(String name, String description, Supplier<Number> value) {
        return add(name, description, null, Tags.empty(), value);
    }

    /** The same in seconds. */
    Gauges addAge(String name, String description, Supplier<Optional<Duration>> age) {
        return add(
                name,
                description,
                "seconds",
                Tags.empty(),
                () -> age.get().map(of -> of.toMillis() / 1000.0).orElse(null));
    }

    /** The same in bytes. */
    Gauges addBytes(String name, String description, Supplier<Number> bytes) {
        return add(name, description, "bytes", Tags.empty(), bytes);
    }

    /** One of a family that differ in a tag. */
    Gauges add(String name, String description, Tags more, Supplier<Number> value) {
        return add(name, description, null, more, value);
    }

    private Gauges add(String name, String description, String unit, Tags more, Supplier<Number> value) {
        registered.add(Gauge.builder("vitesslake." + name, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags.and(more))
                .strongReference(true)
                .register(registry));
        return this;
    }

    void remove() {
        registered.forEach(registry::remove);
    }
}
