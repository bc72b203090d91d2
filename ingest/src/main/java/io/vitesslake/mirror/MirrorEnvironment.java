package io.vitesslake.mirror;

import io.vitesslake.source.Inbox;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the loop takes from the machine, handed in so that tests can choose it.
 *
 * @param clock tells the time
 * @param ids makes checkpoint ids, each unique for ever
 * @param spillDirectory where changes go that do not fit into memory; exists and is writable
 * @param inbox where the loop waits for signals
 * @param pools threads that read and write the lake
 * @param jitter spreads what many processes would do at the same time; used by the loop's thread alone
 */
public record MirrorEnvironment(
        InstantSource clock,
        Supplier<UUID> ids,
        Path spillDirectory,
        Inbox inbox,
        ThreadPools pools,
        RandomGenerator jitter) {

    /** With threads of the machine. */
    public MirrorEnvironment(InstantSource clock, Supplier<UUID> ids, Path spillDirectory, RandomGenerator jitter) {
        this(clock, ids, spillDirectory, new Inbox(), ThreadPools.daemons(), jitter);
    }
}
